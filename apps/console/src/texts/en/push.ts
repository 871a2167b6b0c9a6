/** Pushes to this browser. */
export const push = {
  title: "Pushes in this browser",
  reading: "Looking at this browser …",
  states: {
    on: "This browser shows your notifications, also while Metercast is closed.",
    off: "This browser shows no notifications.",
    blocked:
      "Notifications of this site are blocked. Allow them in the browser's settings, then load the page again.",
    unsupported: "This browser has no pushes. On an iPhone, add Metercast to the home screen first.",
  },
  switchOn: "Show notifications here",
  switchOff: "Stop notifications here",
};

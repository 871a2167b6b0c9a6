export const connection = {
  partMissing: "This part of the page did not load. Check your connection; what you typed is kept.",
  retry: "Try again",
  title: "Connection",
  offline: "You are offline",
  unreachable: "Metercast can’t be reached",
  age: (age: string) => `what you see is ${age} old`,
  lost: (what: string) => `${what}. What you see may be old.`,
  back: "You are online again.",
  newBuild: "A new version of Metercast is ready.",
  reload: "Reload",
  sessionOver: {
    title: "Your session is over",
    lead: "Sign in again to go on where you were. What you typed is kept.",
  },
};

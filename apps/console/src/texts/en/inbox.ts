import { countText } from "../../format/money.ts";
import { many } from "./words.ts";

export const inbox = {
  title: "Notifications",
  lead: "What happened to your money and your streams, newest first.",
  settings: "Preferences",
  show: "Show",
  statuses: { all: "Inbox", unread: "Unread", archived: "Archived" },
  readAll: "Mark all as read",
  allRead: "All are read.",
  read: "Mark as read",
  archive: "Archive",
  archived: "Archived.",
  unread: "Unread",
  of: (action: string, title: string) => `${action}: ${title}`,
  none: { all: "Nothing here yet", unread: "Nothing is unread", archived: "Nothing is archived" },
  noneHint: {
    all: "Withdrawals, payouts, top-ups and changes of your account appear here.",
    unread: "New notifications appear here at once.",
    archived: "What you archive moves here.",
  },
  list: (count: number) => `${countText(count)} ${many(count, "notification", "notifications")}`,
};

export const preferences = {
  title: "Notification preferences",
  lead: "What reaches you, where and when. Changes count from now on.",
  back: "Notifications",
  what: "What reaches you",
  classes: {
    security: { name: "Security", hint: "Changes of how you are paid. Always in the inbox and by e-mail." },
    money: { name: "Money", hint: "Withdrawals, payouts, top-ups, balances." },
    digest: { name: "Summaries", hint: "What a week brought." },
  },
  channels: { in_app: "Inbox", email: "E-mail", push: "Push" },
  switchOf: (kind: string, channel: string) => `${kind}: ${channel}`,
  when: "When and how",
  language: "Language",
  languages: { "": "As in this browser", en: "English", de: "Deutsch", es: "Español" },
  zone: "Time zone",
  zoneHint: "Quiet hours, mornings and dates are in it.",
  quiet: "Quiet hours: e-mails and pushes wait. Security does not.",
  from: "From",
  to: "Until",
  quietDiffers: "Must differ from the beginning",
  timeNeeded: "A time such as 22:00",
  digest: "E-mails about money and summaries",
  digests: { off: "Each at once", daily: "One mail a day, at 08:00" },
  amounts: "Show amounts on the lock screen",
  email: "Your e-mail address",
  emailStates: {
    none: "Your account has no address: nothing is sent by e-mail.",
    unconfirmed:
      "Not confirmed yet: only security mail is sent. Follow the link in the mail that we sent you.",
    confirmed: "Confirmed.",
    suppressed:
      "Mails to it came back, so none are sent. If it works again, confirm it again. Otherwise change the address of your account.",
  } as Record<string, string>,
  sendAgain: "Send the link again",
  sendAnyway: "Send a link to confirm it",
  sentAgain: "The mail is on its way.",
  save: "Save",
  saved: "Saved.",
};

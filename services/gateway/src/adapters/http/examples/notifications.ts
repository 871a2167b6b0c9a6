const NOTIFICATION = "ntf_0193a6117f1b7e3c8d2a4b5c6d7e8f92";
const notification = {
  id: NOTIFICATION,
  kind: "withdrawal_requested",
  class: "money",
  title: "Withdrawal requested",
  body: "You asked for $100.00. An admin looks at it.",
  link: "/finances",
  action: "Open the withdrawal",
  created_at: "2026-11-23T19:30:00.000Z",
  read_at: null,
  archived_at: null,
};
const switches = { in_app: true, email: true, push: true };
const preferences = {
  language: "de",
  zone: "Europe/Berlin",
  quiet_hours: { from: "22:00", to: "07:00" },
  digest: "daily",
  push_amounts: false,
  channels: { security: switches, money: switches, digest: { ...switches, push: false } },
};

export const NOTIFICATIONS_EXAMPLES = {
  Notification: notification,
  Notifications: { data: [notification], has_more: false, next_cursor: null, unread: 1 },
  InboxEvent: { unread: 1, version: 7, notification_id: NOTIFICATION },
  AdminInboxEvent: { unread: 1, version: 7, notification_id: NOTIFICATION },
  ReadAllRequest: { up_to: NOTIFICATION },
  AllRead: { unread: 0 },
  QuietHours: preferences.quiet_hours,
  NotificationPreferencesRequest: preferences,
  NotificationPreferences: {
    ...preferences,
    email: { address: "ada@example.com", state: "confirmed", reason: null },
  },
  EmailConfirmationRequest: { token: "pYk3vQ0mB7sXc9dWzT1aRg" },
  EmailConfirmation: { state: "confirmed" },
  NotificationData: {
    person_id: "creator-7",
    tables: { person: [{ user_id: "creator-7", roles: ["creator"] }], notification: [] },
  },
};

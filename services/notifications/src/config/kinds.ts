import { integer } from "@metercast/runtime";

export const kindsVariables = {
  NOTIFY_LARGE_WITHDRAWAL_CENTS: integer(1, 1_000_000_000_000)
    .default(100_000)
    .describe("Admins are notified of withdrawals of at least so many cents."),
  NOTIFY_OLD_REQUEST_HOURS: integer(1, 720)
    .default(48)
    .describe("Admins are notified once of a withdrawal that nobody has decided for so long."),
  NOTIFICATION_RETENTION_DAYS: integer(7, 3_650)
    .default(90)
    .describe("Notifications and their deliveries are deleted after so many days."),
};

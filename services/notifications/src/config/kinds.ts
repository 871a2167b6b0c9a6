import { integer } from "@metercast/runtime";

export const kindsVariables = {
  NOTIFY_LARGE_WITHDRAWAL_CENTS: integer(1, 1_000_000_000_000)
    .default(100_000)
    .describe("Admins are notified of withdrawals of at least so many cents."),
};

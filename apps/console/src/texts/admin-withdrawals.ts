import { texts } from "./chosen.ts";

export const { adminWithdrawals } = texts<typeof import("./en/admin-withdrawals.ts")>("admin-withdrawals");

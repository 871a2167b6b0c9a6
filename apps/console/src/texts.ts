import { merged } from "./texts/chosen.ts";

type Texts = typeof import("./texts/en/common.ts").common &
  typeof import("./texts/en/problems.ts").errors &
  typeof import("./texts/en/money.ts").money &
  typeof import("./texts/en/viewer.ts").viewer &
  typeof import("./texts/en/creator.ts").creator &
  typeof import("./texts/en/admin-withdrawals.ts").adminWithdrawals &
  typeof import("./texts/en/admin-decisions.ts").adminDecisions &
  typeof import("./texts/en/admin-money.ts").adminMoney &
  typeof import("./texts/en/admin-records.ts").adminRecords;

/** The texts that most pages share. A newer group has an accessor of its own in texts/. */
export const t = merged<Texts>(
  "common",
  "problems",
  "money",
  "viewer",
  "creator",
  "admin-withdrawals",
  "admin-decisions",
  "admin-money",
  "admin-records",
);

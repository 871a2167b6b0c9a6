import { adminMoney } from "./texts/admin-money.ts";
import { adminRecords } from "./texts/admin-records.ts";
import { adminWithdrawals } from "./texts/admin-withdrawals.ts";
import { common } from "./texts/common.ts";
import { creator } from "./texts/creator.ts";
import { viewer } from "./texts/viewer.ts";

/** Every text of the console. A translation is another set of texts/ of the same shape. */
export const t = { ...common, ...viewer, ...creator, ...adminWithdrawals, ...adminMoney, ...adminRecords };

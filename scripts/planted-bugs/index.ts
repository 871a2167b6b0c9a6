import type { PlantedBug } from "./bug.ts";
import { LEDGER_BUGS } from "./ledger.ts";
import { METER_AND_DOOR_BUGS } from "./meter-and-doors.ts";
import { NOTIFICATION_BUGS } from "./notifications.ts";
import { PAYMENT_BUGS } from "./payments.ts";
import { PAYPAL_BUGS } from "./paypal.ts";

/** Typical mistakes of this kind of system. */
export const PLANTED_BUGS: readonly PlantedBug[] = [
  ...LEDGER_BUGS,
  ...METER_AND_DOOR_BUGS,
  ...PAYMENT_BUGS,
  ...PAYPAL_BUGS,
  ...NOTIFICATION_BUGS,
];

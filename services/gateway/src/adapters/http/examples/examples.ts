import { ADMIN_EXAMPLES } from "./admin.ts";
import { CASES_EXAMPLES } from "./cases.ts";
import { COMMON_EXAMPLES } from "./common.ts";
import { EARNINGS_EXAMPLES } from "./earnings.ts";
import { HOME_EXAMPLES } from "./home.ts";
import { NOTIFICATIONS_EXAMPLES } from "./notifications.ts";
import { PEOPLE_EXAMPLES } from "./people.ts";
import { PUSH_EXAMPLES } from "./push.ts";
import { QUEUE_EXAMPLES } from "./queue.ts";
import { SCHEDULES_EXAMPLES } from "./schedules.ts";
import { STREAMS_EXAMPLES } from "./streams.ts";
import { WALLET_EXAMPLES } from "./wallet.ts";
import { WEBHOOKS_EXAMPLES } from "./webhooks.ts";
import { WITHDRAWALS_EXAMPLES } from "./withdrawals.ts";

/** The examples of the document by the name of their shape; a test compares each with its shape. */
export const EXAMPLES: Record<string, unknown> = {
  ...COMMON_EXAMPLES,
  ...STREAMS_EXAMPLES,
  ...CASES_EXAMPLES,
  ...WALLET_EXAMPLES,
  ...EARNINGS_EXAMPLES,
  ...HOME_EXAMPLES,
  ...WITHDRAWALS_EXAMPLES,
  ...QUEUE_EXAMPLES,
  ...SCHEDULES_EXAMPLES,
  ...NOTIFICATIONS_EXAMPLES,
  ...ADMIN_EXAMPLES,
  ...PEOPLE_EXAMPLES,
  ...PUSH_EXAMPLES,
  ...WEBHOOKS_EXAMPLES,
};

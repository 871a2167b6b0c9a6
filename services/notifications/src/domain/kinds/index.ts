import type { Kind } from "../kind.ts";
import { accountNeedsAction } from "./account-needs-action.ts";
import { balanceLow } from "./balance-low.ts";
import { booksWrong } from "./books-wrong.ts";
import { caseAnswered } from "./case-answered.ts";
import { caseOpened } from "./case-opened.ts";
import { caseReplied } from "./case-replied.ts";
import { caseResolved } from "./case-resolved.ts";
import { earningsSummary } from "./earnings-summary.ts";
import { earningsTakenBack } from "./earnings-taken-back.ts";
import { emailChanged } from "./email-changed.ts";
import { emailSuppressed } from "./email-suppressed.ts";
import { largeRequest } from "./large-request.ts";
import { needsReview } from "./needs-review.ts";
import { oldRequest } from "./old-request.ts";
import { payoutFailed } from "./payout-failed.ts";
import { payoutMethodChanged } from "./payout-method-changed.ts";
import { payoutPaid } from "./payout-paid.ts";
import { payoutReturned } from "./payout-returned.ts";
import { payoutSent } from "./payout-sent.ts";
import { payoutsFrozen } from "./payouts-frozen.ts";
import { refund } from "./refund.ts";
import { runSkipped } from "./run-skipped.ts";
import { scheduleChanged } from "./schedule-changed.ts";
import { stoppedForFunds } from "./stopped-for-funds.ts";
import { topUpDone } from "./top-up-done.ts";
import { topUpFailed } from "./top-up-failed.ts";
import { webhookDisabled } from "./webhook-disabled.ts";
import { withdrawalApproved } from "./withdrawal-approved.ts";
import { withdrawalRejected } from "./withdrawal-rejected.ts";
import { withdrawalRequested } from "./withdrawal-requested.ts";

/** The catalogue: every kind of notification. Creators first, then viewers, then admins. */
export const KINDS: readonly Kind[] = [
  withdrawalRequested,
  withdrawalApproved,
  withdrawalRejected,
  payoutSent,
  payoutPaid,
  payoutFailed,
  payoutReturned,
  runSkipped,
  scheduleChanged,
  payoutMethodChanged,
  accountNeedsAction,
  earningsSummary,
  earningsTakenBack,
  balanceLow,
  stoppedForFunds,
  topUpDone,
  topUpFailed,
  refund,
  caseAnswered,
  caseResolved,
  emailChanged,
  emailSuppressed,
  largeRequest,
  caseOpened,
  caseReplied,
  oldRequest,
  needsReview,
  payoutsFrozen,
  booksWrong,
  webhookDisabled,
];

const BY_NAME: ReadonlyMap<string, Kind> = new Map(KINDS.map((kind) => [kind.name, kind]));

export const kindNamed = (name: string): Kind | undefined => BY_NAME.get(name);

import type { PayoutDetails, PayoutView, RailAttempt } from "../interface.ts";
import { centsOf } from "./money.ts";
import type { Batch, BatchItem } from "./types.ts";

/** PayPal gives unclaimed money back after this. */
const CLAIM_MS = 30 * 86_400_000;

type View = Exclude<PayoutView, { status: "no_answer" }>;

/**
 * How the payout is now. A state that PayPal adds one day is under way, never a failure. @throws where the
 * item has another amount
 */
export function viewOf(attempt: RailAttempt, { batch_header: header, items = [] }: Batch): View {
  const [item] = items;
  if (item === undefined) {
    const status = header?.batch_status ?? "";
    return status === "DENIED" || status === "CANCELED"
      ? { status: "failed", reason: `paypal_${status.toLowerCase()}` }
      : { status: "in_transit" };
  }
  if (centsOf(item.payout_item.amount) !== attempt.amount)
    throw new Error("PayPal's item has another amount than the attempt");
  return { ...itemView(attempt, item), details: detailsOf(item) };
}

function itemView({ wasPaid }: RailAttempt, item: BatchItem): View {
  switch (item.transaction_status) {
    case "SUCCESS":
      return { status: "paid", fee: feeOf(item) };
    case "UNCLAIMED":
      return { status: "unclaimed", until: claimUntil(item) };
    case "FAILED":
    case "RETURNED":
    case "BLOCKED":
      return { status: "failed", reason: reasonOf(item) };
    // They follow SUCCESS, for which PayPal keeps its fee: a success that nobody has seen is booked first.
    case "REFUNDED":
    case "REVERSED":
      if (!wasPaid) return { status: "paid", fee: feeOf(item), cameBack: true };
      return { status: "failed", reason: reasonOf(item) };
    default:
      return { status: "in_transit" };
  }
}

const feeOf = ({ payout_item_fee: fee }: BatchItem): bigint => (fee === undefined ? 0n : centsOf(fee));

function claimUntil({ time_processed: processed = "" }: BatchItem): Date {
  const from = Date.parse(processed);
  if (Number.isNaN(from)) throw new Error("PayPal named no time of an unclaimed item");
  return new Date(from + CLAIM_MS);
}

/** "paypal_failed: RECEIVER_ACCOUNT_INVALID" */
function reasonOf({ transaction_status: status = "", errors }: BatchItem): string {
  const why = errors?.name !== undefined && /^[A-Z0-9_]{1,60}$/.test(errors.name) ? `: ${errors.name}` : "";
  return `paypal_${status.toLowerCase()}${why}`;
}

const detailsOf = (item: BatchItem): PayoutDetails => ({
  batch: item.payout_batch_id,
  item: item.payout_item_id,
  ...(item.transaction_id !== undefined && { transaction: item.transaction_id }),
});

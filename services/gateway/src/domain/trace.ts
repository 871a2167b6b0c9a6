import type { Asset } from "@metercast/money";

/** The parts of a debit that its trail is made of. */
interface TracedMoney {
  hold: { id: string; amount: bigint; referenceType: string; referenceId: string; heldAt: Date } | undefined;
  transfers: readonly TrailTransfer[];
  userId: string;
}

interface TrailTransfer {
  id: string;
  from: string;
  to: string;
  asset: Asset;
  amount: bigint;
  referenceType: string;
  referenceId: string;
  createdAt: Date;
  /** Of a payout's result: "<attempt id>:<result>". */
  requestId: string;
}

export const STEP_KINDS = ["hold", "transfer", "payout", "fee", "return"] as const;

/** One step of money on its way out: from one account of the ledger to another. */
export interface TraceStep {
  kind: (typeof STEP_KINDS)[number];
  id: string;
  from: string;
  to: string;
  asset: Asset;
  amount: bigint;
  at: Date;
  referenceType: string;
  /** Of a payout's result: the payout attempt. */
  referenceId: string;
}

/** The steps in the order in which they happened. A hold moves nothing: both of its sides are the creator. */
export function stepsOf({ hold, transfers, userId }: TracedMoney): TraceStep[] {
  const steps = transfers.map(stepOf);
  if (!hold) return steps;
  const { id, amount, referenceType, referenceId, heldAt: at } = hold;
  const own = `creator:${userId}`;
  return [
    { kind: "hold", id, from: own, to: own, asset: "USD", amount, at, referenceType, referenceId },
    ...steps,
  ];
}

function stepOf({
  id,
  from,
  to,
  asset,
  amount,
  createdAt,
  requestId,
  ...reference
}: TrailTransfer): TraceStep {
  const [attempt = "", result = ""] = requestId.startsWith("pay_") ? requestId.split(":") : [];
  return {
    kind: kindOf(from, to, result),
    id,
    from,
    to,
    asset,
    amount,
    at: createdAt,
    referenceType: attempt === "" ? reference.referenceType : "PAYOUT_ATTEMPT",
    referenceId: attempt === "" ? reference.referenceId : attempt,
  };
}

function kindOf(from: string, to: string, result: string): TraceStep["kind"] {
  if (from.endsWith("_fees") || to.endsWith("_fees") || to === "payout_fee_income") return "fee";
  if (result === "paid") return "payout";
  return result === "" ? "transfer" : "return";
}

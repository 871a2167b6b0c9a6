import type { EventType } from "@metercast/contracts";
import { EXAMPLES } from "../../../packages/contracts/src/examples.ts";
import type { Kind, Params } from "../src/domain/kind.ts";
import { KINDS } from "../src/domain/kinds/index.ts";

const AT = new Date("2026-11-24T12:00:00Z");
const FACTS = { at: AT, settings: { largeWithdrawalCents: 10_000n } };

/** What the examples of docs/asyncapi.json lack: fields that make an event one for this kind. */
const CHANGES: Readonly<Record<string, readonly object[]>> = {
  account_needs_action: [{ change: "needs_action" }, { reason: "payout_method_missing" }],
  schedule_changed: [
    ...["manual", "weekly", "monthly", "threshold"].map((mode) => ({ mode, pausedBy: "" })),
    { pausedBy: "admin", changedBy: "ada" },
    { pausedBy: "creator" },
  ],
  payouts_frozen: [{}, { frozen: false }, { by: "integrity" }],
  stopped_for_funds: [{ reason: "insufficient_funds" }, { reason: "spending_limit" }],
  case_resolved: [{}, { outcome: "declined", tokensRefunded: 0n, transferId: "" }],
  top_up_done: [{ referenceType: "TOP_UP" }],
  refund: [{ referenceType: "TOP_UP_REVERSAL" }, { referenceType: "TOP_UP_REINSTATED" }],
  earnings_taken_back: [{ referenceType: "CLAWBACK" }, { referenceType: "CLAWBACK_RETURNED" }],
  payout_method_changed: ["added", "destination_changed", "made_default", "removed"].map((change) => ({
    change,
  })),
};

/** Of kinds that no event makes. */
const OTHERS: Readonly<Record<string, readonly Params[]>> = {
  email_suppressed: [{}],
  earnings_summary: [
    { cents: "132000", minutes: 100, streams: 1, from: AT.toISOString(), to: AT.toISOString() },
  ],
  email_changed: [{ previous: "ada@example.com" }],
  old_request: [{ creator: "cleo", amount: "10000", withdrawal: "wdr_1", requested: AT.toISOString() }],
  webhook_disabled: ["gone", "failing"].map((reason) => ({
    endpoint: "whe_1",
    host: "example.com",
    reason,
  })),
};

/** Params of a kind as its own rules make them of the documents' examples. */
export function samplesOf(kind: Kind): Params[] {
  const types = Object.keys(kind.follows) as EventType[];
  const made = types.flatMap((type) =>
    (CHANGES[kind.name] ?? [{}]).flatMap((change) => {
      const rule = kind.follows[type] as (
        message: never,
        facts: typeof FACTS,
      ) => readonly { params: Params }[];
      return rule({ ...EXAMPLES[type], ...change } as never, FACTS).map(({ params }) => params);
    }),
  );
  return [...made, ...(OTHERS[kind.name] ?? [])];
}

/** Every kind with each of its samples. */
export const ALL_SAMPLES = KINDS.flatMap((kind) => samplesOf(kind).map((params) => ({ kind, params })));

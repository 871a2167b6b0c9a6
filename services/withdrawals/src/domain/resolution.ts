import type { RailName } from "@metercast/rails";
import type { AttemptState } from "./attempt.ts";
import type { Action, Status } from "./withdrawal.ts";

/** Where the money is of a payout that can't end without people. */
export const OUTCOMES = ["with_creator", "with_platform"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/**
 * The results that are booked. `returned_by_bank`: the money left through the provider and came back to the
 * platform's bank.
 */
export type Result = "paid" | "failed" | "returned" | "returned_by_bank";

export interface Resolved {
  action: Action;
  state: AttemptState;
  results: readonly Result[];
}

export interface Resolution {
  outcome: Outcome;
  evidence: string;
  reference: string;
  requestedBy: string;
  confirmedBy: string;
}

interface StuckAttempt {
  state: AttemptState;
  method: RailName;
  wasPaid: boolean;
  wasFunded: boolean;
  /** The payer has given no answer for too long. */
  isUnknown: boolean;
}

const FOR_PEOPLE: readonly AttemptState[] = ["funding", "funded", "sending", "reversing"];

interface Stuck {
  status: Status;
  /** Undefined: no payout has begun. */
  attempt: StuckAttempt | undefined;
}

/**
 * The effect of a resolution, or why there is none. The money in transit in the books ends with it, in
 * full: it is paid out, or the creator's again. A payout that the provider will still report on (`paid`, and
 * `sent` unless it has gone silent) is not for people.
 */
export function resolve({ status, attempt }: Stuck, outcome: Outcome): Resolved | { refused: string } {
  const keeps = outcome === "with_creator";
  if (status !== "APPROVED" && status !== "COMPLETED") return { refused: `It is ${status}.` };
  if (attempt?.method === "manual") return { refused: "It is paid by hand: use mark_paid or mark_failed." };
  if (!attempt || attempt.state === "created") {
    if (status !== "APPROVED") return { refused: `It is ${status}.` };
    if (keeps) return { refused: "Nothing was sent, so nothing can be with the creator." };
    return { action: "payout_failed", state: "failed", results: ["failed"] };
  }
  const { state, wasPaid, wasFunded, isUnknown } = attempt;
  if (!FOR_PEOPLE.includes(state) && !(state === "sent" && isUnknown))
    return { refused: `Its payout is ${state}.` };
  if (wasPaid && keeps) return { action: "resolve", state: "settled", results: [] };
  if (wasPaid) return { action: "payout_returned", state: "returned", results: ["returned_by_bank"] };
  if (keeps) return { action: "payout_paid", state: "settled", results: ["paid"] };
  const results = wasFunded ? (["paid", "returned_by_bank"] as const) : (["failed"] as const);
  return { action: "payout_failed", state: "reversed", results };
}

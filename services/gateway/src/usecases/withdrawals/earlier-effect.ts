import { MetercastError } from "@metercast/runtime";
import type { Withdrawal } from "../../domain/withdrawal.ts";
import type { DecisionAction, Withdrawals } from "../../ports/withdrawals.ts";

/** Action → the statuses that it leads to, as the history has them. */
const LEADS_TO: Readonly<Record<DecisionAction | "cancel", readonly string[]>> = {
  approve: ["PENDING", "APPROVED"],
  reject: ["REJECTED"],
  mark_paid: ["COMPLETED"],
  mark_failed: ["FAILED"],
  resolve: ["COMPLETED", "FAILED"],
  cancel: ["CANCELED"],
};

export interface Refused {
  withdrawalId: string;
  action: keyof typeof LEADS_TO;
  actorId: string;
  error: unknown;
}

/**
 * The withdrawal, if a request that runs again is refused because of its own earlier effect: the same
 * person made such a change. @throws the refusal otherwise
 */
export async function earlierEffect(
  { withdrawals }: { withdrawals: Pick<Withdrawals, "getWithdrawal"> },
  { withdrawalId, action, actorId, error }: Refused,
): Promise<Withdrawal> {
  if (!(error instanceof MetercastError) || error.code !== "invalid_transition") throw error;
  const withdrawal = await withdrawals.getWithdrawal(withdrawalId);
  // The first change is the creator's request: it has no status before.
  const own = withdrawal.history.some(
    (change) =>
      change.actorId === actorId && change.from !== undefined && LEADS_TO[action].includes(change.to),
  );
  if (!own) throw error;
  return withdrawal;
}

import { MetercastError } from "@metercast/runtime";
import type { WithdrawalDetails } from "../domain/withdrawal.ts";
import type { Transaction } from "../ports/store.ts";
import type { Decision } from "./judge-decision.ts";

/**
 * Locks a withdrawal: of several decisions at the same moment each judges what the one before has left.
 * @throws withdrawal_not_found
 */
export async function lockDetails({ withdrawals }: Transaction, id: string): Promise<WithdrawalDetails> {
  await withdrawals.lock(id);
  const found = await withdrawals.find(id);
  if (!found) throw new MetercastError("withdrawal_not_found");
  return found;
}

/** Writes a decision on a locked withdrawal, with its history and events. */
export async function writeDecision(
  tx: Transaction,
  { withdrawal }: WithdrawalDetails,
  { to, actorId, note, internalNote, reason, approval, estimatedArrival, attempt, events }: Decision,
): Promise<void> {
  const { id, status } = withdrawal;
  if (approval) await tx.withdrawals.addApproval(withdrawal, { adminId: actorId, note, internalNote });
  await tx.withdrawals.update(id, {
    status: to,
    ...(reason && { reason }),
    ...(to !== status && { needsReview: "" as const }),
    ...(estimatedArrival && { estimatedArrival }),
    nextInSeconds: 0,
  });
  await tx.withdrawals.addChange(id, { actorId, fromStatus: status, toStatus: to, note, internalNote });
  await tx.decisions.settle(id, { actorId, isClosed: to !== status });
  if (attempt) await reportAttempt(tx, attempt, note);
  await tx.append(events);
}

export async function reportAttempt(
  { attempts }: Transaction,
  { from, ...report }: NonNullable<Decision["attempt"]>,
  note: string,
): Promise<void> {
  if (!(await attempts.report(report)))
    throw new MetercastError(
      "unavailable",
      "The provider is being asked about it at this moment; try again.",
    );
  await attempts.addChange(report.id, { from, to: report.state, note });
}

import { payoutLabel, redirection } from "../domain/payout-method.ts";
import type { Transaction } from "../ports/store.ts";
import { reviewEvents } from "./events.ts";

/**
 * The creator has another default method: an open withdrawal that can't be paid at its present destination
 * goes there. The history shows it, and approvals for the former destination no longer count.
 */
export async function redirectWithdrawal(tx: Transaction, creatorId: string, now: Date): Promise<void> {
  const open = await tx.withdrawals.lockOpen(creatorId);
  // Read after the lock: the payer may have started a payout meanwhile.
  if (!open || (await tx.attempts.existFor(open.id))) return;
  const { id, status, payoutMethodId, destination, hold, method } = open;
  const present = payoutMethodId === undefined ? undefined : await tx.methods.find({ id: payoutMethodId });
  const to = redirection(present, await tx.methods.list(creatorId), open);
  if (!to) return;
  await tx.withdrawals.update(id, {
    destination: to,
    // What an instant payout costs was fixed for the former destination.
    terms: { speed: "standard", fee: 0n },
    ...(status === "APPROVED" && { needsReview: "destination_unapproved" as const }),
  });
  if (status === "APPROVED") await tx.append(reviewEvents(open, "destination_unapproved", now));
  // A withdrawal that is not visible yet has no history.
  if (hold === "placing") return;
  const before =
    method === ""
      ? "nowhere"
      : payoutLabel(method, { accountId: destination || undefined, fields: present?.fields ?? {} });
  await tx.withdrawals.addChange(id, {
    actorId: creatorId,
    fromStatus: status,
    toStatus: status,
    note: `Goes to ${to.label}, before to ${before}.`,
    internalNote: "",
  });
}

import { formatAmount } from "@metercast/money";
import type { Principal, RequestInfo } from "../../domain/principal.ts";
import { readerOf, type Withdrawal } from "../../domain/withdrawal.ts";
import type { AuditLog } from "../../ports/audit-log.ts";
import type { Withdrawals } from "../../ports/withdrawals.ts";
import { recorded } from "../recorded.ts";

export interface CancelPayoutPorts {
  withdrawals: Pick<Withdrawals, "cancelPayout">;
  audit: AuditLog;
}

/** Takes back an unclaimed payout: its creator's own, or an admin's act with a row in the audit log. */
export function cancelPayout(
  { withdrawals, audit }: CancelPayoutPorts,
  withdrawalId: string,
  { userId: actorId, roles }: Principal,
  { requestId, actId }: RequestInfo,
): Promise<Withdrawal> {
  if (readerOf(roles) !== "admin")
    return withdrawals.cancelPayout({ withdrawalId, creatorId: actorId, actorId });
  const object = { objectType: "withdrawal", objectId: withdrawalId };
  const intent = { actor: actorId, action: "payout.cancel", ...object, requestId, detail: {} };
  const cancel = () => withdrawals.cancelPayout({ withdrawalId, creatorId: undefined, actorId });
  return recorded(audit, intent, cancel, ({ creatorId, amount }) => ({
    objectId: withdrawalId,
    detail: { creator_id: creatorId, amount: formatAmount(amount, "USD") },
    dedupKey: `payout:${withdrawalId}:cancel:${actId}`,
  }));
}

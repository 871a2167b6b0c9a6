import { formatAmount } from "@metercast/money";
import { MetercastError } from "@metercast/runtime";
import type { Principal, RequestInfo } from "../../domain/principal.ts";
import type { Withdrawal } from "../../domain/withdrawal.ts";
import type { AuditLog } from "../../ports/audit-log.ts";
import type { Queue } from "../../ports/queue.ts";
import type { Withdrawals } from "../../ports/withdrawals.ts";
import { recorded } from "../recorded.ts";

export interface UndoDecisionPorts {
  queue: Pick<Queue, "undo">;
  withdrawals: Pick<Withdrawals, "getWithdrawal">;
  audit: AuditLog;
}

/** Takes back a decision before its effect. Run again, it finds that none is left. */
export async function undoDecision(
  { queue, withdrawals, audit }: UndoDecisionPorts,
  withdrawalId: string,
  { userId: actorId }: Principal,
  { requestId, actId, again }: RequestInfo & { again: boolean },
): Promise<Withdrawal> {
  const object = { objectType: "withdrawal", objectId: withdrawalId };
  const intent = { actor: actorId, action: "withdrawal.undo", ...object, requestId, detail: {} };
  const undo = () =>
    queue.undo({ withdrawalId, actorId }).catch((error: unknown) => {
      if (!again || MetercastError.from(error).code !== "not_found") throw error;
      return withdrawals.getWithdrawal(withdrawalId);
    });
  return recorded(audit, intent, undo, ({ creatorId, amount }) => ({
    objectId: withdrawalId,
    detail: { creator_id: creatorId, amount: formatAmount(amount, "USD") },
    dedupKey: `withdrawal:${withdrawalId}:undo:${actId || requestId}`,
  }));
}

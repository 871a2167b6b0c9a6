import { formatAmount } from "@metercast/money";
import { MetercastError } from "@metercast/runtime";
import type { Principal, RequestInfo } from "../../domain/principal.ts";
import type { AuditLog } from "../../ports/audit-log.ts";
import type { DecidedWithdrawal, Decision, Withdrawals } from "../../ports/withdrawals.ts";
import { recorded } from "../recorded.ts";
import { earlierEffect } from "./earlier-effect.ts";

export interface DecideWithdrawalPorts {
  withdrawals: Pick<Withdrawals, "decideWithdrawal" | "getWithdrawal">;
  audit: AuditLog;
}

/** An admin's decision. Run again under the same key it finds its effect and its audit row. */
export async function decideWithdrawal(
  { withdrawals, audit }: DecideWithdrawalPorts,
  decision: Decision,
  { userId: actorId }: Principal,
  /** `again`: an earlier run of this request has an unknown effect. */
  { requestId, businessKey, actId, again }: RequestInfo & { again: boolean },
): Promise<DecidedWithdrawal> {
  if (businessKey === "") throw new MetercastError("idempotency_key_required");
  const { withdrawalId, action } = decision;
  const decide = () =>
    withdrawals.decideWithdrawal({ ...decision, actorId }).catch(async (error: unknown) => {
      if (!again) throw error;
      const made = { withdrawalId, action, actorId, error };
      const withdrawal = await earlierEffect({ withdrawals }, made);
      return { withdrawal, act: undefined, takesEffectAt: undefined };
    });
  const detail = auditDetail(decision);
  const object = { objectType: "withdrawal", objectId: withdrawalId };
  const intent = { actor: actorId, action: `withdrawal.${action}`, ...object, requestId, detail };
  return recorded(audit, intent, decide, ({ withdrawal, act, takesEffectAt }) => {
    const amount = formatAmount(withdrawal.amount, "USD");
    const waits = act && { act_id: act.id, act_status: act.status, needs_second: act.needsSecond ?? "" };
    return {
      objectId: withdrawalId,
      detail: {
        creator_id: withdrawal.creatorId,
        amount,
        ...detail,
        ...waits,
        ...(takesEffectAt && { takes_effect_at: takesEffectAt.toISOString() }),
      },
      dedupKey: `withdrawal:${withdrawalId}:${action}:${actId}`,
    };
  });
}

const auditDetail = ({ note, internalNote, reference, outcome }: Decision) => ({
  ...(note !== "" && { note }),
  ...(internalNote !== "" && { internal_note: internalNote }),
  ...(reference !== "" && { reference }),
  ...(outcome !== "" && { outcome }),
});

import type { Act, Withdrawal } from "@metercast/contracts/withdrawals/v1/withdrawals.ts";
import { formatAmount } from "@metercast/money";
import { MetercastError } from "@metercast/runtime";
import type { Principal, RequestInfo } from "../domain/principal.ts";
import type { AuditLog } from "../ports/audit-log.ts";
import type { Withdrawals } from "../ports/withdrawals.ts";
import { recorded } from "./recorded.ts";

export interface Decision {
  withdrawalId: string;
  action: "approve" | "reject" | "mark_paid" | "mark_failed" | "resolve";
  /** For the creator. */
  note: string;
  /** For admins only. */
  internalNote: string;
  reference: string;
  /** Of an approval: where the admin saw that it goes; empty where the request does not say. */
  payoutMethodId: string;
  /** Of resolve: where its money is; empty for the others. */
  outcome: string;
}

/** Run again: an earlier run of the same request may have had its effect, and nobody knows. */
export interface PerhapsAgain {
  again: boolean;
}

type Port = Pick<Withdrawals, "decideWithdrawal" | "cancelWithdrawal" | "getWithdrawal">;

/** Each action's change as the withdrawal's history shows it: only somebody else's, or a later one, is a refusal. */
const LEADS_TO = {
  approve: ["PENDING", "APPROVED"],
  reject: ["REJECTED"],
  mark_paid: ["COMPLETED"],
  mark_failed: ["FAILED"],
  resolve: ["COMPLETED", "FAILED"],
  cancel: ["CANCELED"],
} as const;

/** An admin's decision. Run again under the same key it finds what it did, and its audit row. */
export async function decideWithdrawal(
  ports: { withdrawals: Port; audit: AuditLog },
  decision: Decision,
  { userId: actor }: Principal,
  { requestId, businessKey, actId, again }: RequestInfo & PerhapsAgain,
): Promise<Decided> {
  if (businessKey === "") throw new MetercastError("idempotency_key_required");
  const { withdrawalId, action, note, internalNote, reference, payoutMethodId, outcome } = decision;
  const said = {
    ...(note !== "" && { note }),
    ...(internalNote !== "" && { internal_note: internalNote }),
    ...(reference !== "" && { reference }),
    ...(outcome !== "" && { outcome }),
  };
  const intent = { actor, action: `withdrawal.${action}`, objectType: "withdrawal", objectId: withdrawalId };
  const decide = async () => {
    const decided = await ports.withdrawals
      .decideWithdrawal({
        withdrawalId,
        action,
        actorId: actor,
        note,
        internalNote,
        reference,
        payoutMethodId,
        outcome,
      })
      .catch(async (error: unknown) => {
        if (!again) throw error;
        const made = { withdrawalId, action, actor, error };
        return { withdrawal: await effectOf(ports.withdrawals, made), act: undefined };
      });
    const { withdrawal, act } = decided;
    if (!withdrawal) throw new MetercastError("internal", "withdrawals answered without one");
    return { withdrawal, act };
  };
  return recorded(ports.audit, { ...intent, requestId, detail: said }, decide, ({ withdrawal, act }) => {
    const amount = formatAmount(withdrawal.amount, "USD");
    const waits = act && { act_id: act.id, act_status: act.state, needs_second: act.needsSecond };
    return {
      objectId: withdrawalId,
      detail: { creator_id: withdrawal.creatorId, amount, ...said, ...waits },
      dedupKey: `withdrawal:${withdrawalId}:${action}:${actId}`,
    };
  });
}

/** How the withdrawal is after it; with an act: nothing changed yet, a second admin must confirm it. */
export interface Decided {
  withdrawal: Withdrawal;
  act: Act | undefined;
}

/** Its creator takes it back. */
export async function cancelWithdrawal(
  withdrawals: Port,
  withdrawalId: string,
  { userId: creatorId }: Principal,
  { again }: PerhapsAgain,
): Promise<Withdrawal> {
  const canceled = await withdrawals
    .cancelWithdrawal({ withdrawalId, creatorId })
    .then(({ withdrawal }) => withdrawal)
    .catch((error: unknown) =>
      again
        ? effectOf(withdrawals, { withdrawalId, action: "cancel", actor: creatorId, error })
        : Promise.reject(error),
    );
  if (!canceled) throw new MetercastError("internal", "withdrawals answered without one");
  return canceled;
}

/**
 * A request that runs again is refused by its own effect. Whether it was its own: the same person made such a change. (The same person's
 * other request for the same change would have left nothing to do either.) @throws the refusal, where it was not
 */
async function effectOf(
  withdrawals: Port,
  { withdrawalId, action, actor, error }: Made,
): Promise<Withdrawal | undefined> {
  if (!(error instanceof MetercastError) || error.code !== "invalid_transition") throw error;
  const { withdrawal } = await withdrawals.getWithdrawal({ withdrawalId });
  const targets: readonly string[] = LEADS_TO[action];
  // The first row of a history is the request itself, made by the creator.
  const own = withdrawal?.history.some(
    ({ actorId, fromStatus, toStatus }) =>
      actorId === actor && fromStatus !== "" && targets.includes(toStatus),
  );
  if (!own) throw error;
  return withdrawal;
}

interface Made {
  withdrawalId: string;
  action: keyof typeof LEADS_TO;
  actor: string;
  error: unknown;
}

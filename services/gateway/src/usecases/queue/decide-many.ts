import { MetercastError } from "@metercast/runtime";
import type { Principal, RequestInfo } from "../../domain/principal.ts";
import type { HeldDecision } from "../../domain/queue.ts";
import type { AuditLog } from "../../ports/audit-log.ts";
import type { Queue } from "../../ports/queue.ts";
import type { Withdrawals } from "../../ports/withdrawals.ts";
import { inGroups } from "../live/in-groups.ts";
import { decideWithdrawal } from "../withdrawals/decide-withdrawal.ts";

export interface DecideManyPorts {
  queue: Pick<Queue, "judge">;
  withdrawals: Pick<Withdrawals, "decideWithdrawal" | "getWithdrawal">;
  audit: AuditLog;
}

export interface DecideMany {
  action: "approve" | "reject";
  /** At most a hundred. */
  withdrawalIds: readonly string[];
  note: string;
  internalNote: string;
  undoSeconds: number;
}

export interface DecidedMany {
  decided: Decided[];
  leftOut: { id: string; code: string; detail: string }[];
}

export interface Decided {
  id: string;
  /** Cents. */
  amount: bigint;
  status: string;
  approvalsNeeded: number;
  decision: HeldDecision | undefined;
}

/**
 * One decision for several withdrawals. Each is decided on its own, with its own audit row, and as often as
 * one: run again under the same key it finds its effect. What one refuses is left out with its reason.
 */
export async function decideMany(
  ports: DecideManyPorts,
  { withdrawalIds, ...request }: DecideMany,
  principal: Principal,
  info: RequestInfo & { again: boolean },
): Promise<DecidedMany> {
  const decided = new Map<string, Decided>();
  const leftOut = new Map<string, DecidedMany["leftOut"][number]>();
  await inGroups(unique(withdrawalIds), async (id) => {
    const { action, note, internalNote, undoSeconds } = request;
    const none = { reference: "", outcome: "", payoutMethodId: "" };
    const decision = { withdrawalId: id, action, note, internalNote, undoSeconds, ...none };
    try {
      const { withdrawal, takesEffectAt } = await decideWithdrawal(ports, decision, principal, info);
      const { amount, status, approvalsNeeded } = withdrawal;
      const held = takesEffectAt && { action, actorId: principal.userId, takesEffectAt };
      decided.set(id, { id, amount, status, approvalsNeeded, decision: held });
    } catch (error) {
      const { code, message: detail } = MetercastError.from(error);
      leftOut.set(id, { id, code, detail });
    }
  });
  return inOrder(withdrawalIds, decided, leftOut);
}

/** What `decideMany` would do now. Changes nothing. */
export async function judgeMany(
  { queue }: Pick<DecideManyPorts, "queue">,
  { withdrawalIds, action }: Pick<DecideMany, "withdrawalIds" | "action">,
  { userId: actorId }: Principal,
): Promise<DecidedMany> {
  const decided = new Map<string, Decided>();
  const leftOut = new Map<string, DecidedMany["leftOut"][number]>();
  const ids = unique(withdrawalIds);
  for (const { withdrawalId: id, refusal, ...rest } of await queue.judge({
    action,
    withdrawalIds: ids,
    actorId,
  }))
    if (refusal) leftOut.set(id, { id, ...refusal });
    else decided.set(id, { id, ...rest, decision: undefined });
  return inOrder(withdrawalIds, decided, leftOut);
}

const unique = (ids: readonly string[]): string[] => [...new Set(ids)];

const inOrder = (
  ids: readonly string[],
  decided: ReadonlyMap<string, Decided>,
  leftOut: ReadonlyMap<string, DecidedMany["leftOut"][number]>,
): DecidedMany => ({
  decided: unique(ids).flatMap((id) => decided.get(id) ?? []),
  leftOut: unique(ids).flatMap((id) => leftOut.get(id) ?? []),
});

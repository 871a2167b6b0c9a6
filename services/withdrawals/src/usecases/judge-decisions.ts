import { MetercastError } from "@metercast/runtime";
import { sameUser } from "../domain/dual-control.ts";
import type { Status, WithdrawalDetails } from "../domain/withdrawal.ts";
import type { HoldDecisionPorts } from "./hold-decision.ts";
import { judgeDecision, rulesOf } from "./judge-decision.ts";

export interface JudgeDecisionsRequest {
  action: "approve" | "reject";
  /** At most a hundred; undefined: an id that names nothing. */
  ids: readonly (string | undefined)[];
  actorId: string;
}

/** What one of the decisions would do. `refusal`: why it would not. */
export interface Judgement {
  refusal: { code: string; detail: string } | undefined;
  /** Cents. */
  amount: bigint;
  status: Status | undefined;
  approvalsNeeded: number;
}

/** What decisions would do now, in the order of the ids. Changes nothing. */
export async function judgeDecisions(
  ports: HoldDecisionPorts,
  { action, ids, actorId }: JudgeDecisionsRequest,
): Promise<Judgement[]> {
  const { store } = ports;
  const held = await store.decisions.heldOf(ids.filter((id) => id !== undefined));
  const judgeOne = async (id: string | undefined) => {
    const found = id === undefined ? undefined : await store.withdrawals.find(id);
    if (!found) return NOTHING;
    const other = held.some((one) => one.withdrawalId === id && !sameUser(one.actorId, actorId));
    return judge(ports, found, { action, actorId, isTaken: other });
  };
  const judgements: Judgement[] = [];
  for (let at = 0; at < ids.length; at += AT_ONCE)
    judgements.push(...(await Promise.all(ids.slice(at, at + AT_ONCE).map(judgeOne))));
  return judgements;
}

/** Half of the pool stays for others. */
const AT_ONCE = 4;

const NOTHING: Judgement = {
  refusal: { code: "withdrawal_not_found", detail: "" },
  amount: 0n,
  status: undefined,
  approvalsNeeded: 0,
};

function judge(
  ports: HoldDecisionPorts,
  found: WithdrawalDetails,
  /** `isTaken`: another admin's decision takes effect soon. */
  { action, actorId, isTaken }: { action: "approve" | "reject"; actorId: string; isTaken: boolean },
): Judgement {
  const { id: withdrawalId, amount, status, approvalsNeeded } = found.withdrawal;
  const words = { withdrawalId, actorId, note: "", internalNote: "" };
  const request =
    action === "approve" ? { ...words, action, payoutMethodId: undefined } : { ...words, action };
  try {
    const { to, approval } = judgeDecision(found, request, rulesOf(ports, ports.clock.now()));
    if (isTaken) throw new MetercastError("decision_pending");
    return {
      refusal: undefined,
      amount,
      status: to,
      approvalsNeeded: approval ? Math.max(0, approvalsNeeded - 1) : approvalsNeeded,
    };
  } catch (error) {
    const { code, message: detail } = MetercastError.from(error);
    return { refusal: { code, detail }, amount, status, approvalsNeeded };
  }
}

import { MetercastError } from "@metercast/runtime";
import { type Act, type DecisionOnAct, isRepeated, judgeDecision, stateAt } from "../domain/act.ts";
import { type ActPorts, executeAct, readAct } from "./execute-act.ts";

/**
 * A second admin confirms or declines; the admin who requested the act may decline it. @throws
 * act_not_found, second_admin_required, invalid_transition
 */
export async function decideAct(ports: ActPorts, request: DecisionOnAct & { id: string }): Promise<Act> {
  const { id } = request;
  const known = await readAct(ports, id);
  if (isRepeated(known, request)) return executeAct(ports, known);
  const decided = await ports.store.transaction(async ({ acts }) => {
    const now = new Date(ports.clock.now());
    const act = await acts.lock(id);
    if (!act) throw new MetercastError("act_not_found");
    const judged = judgeDecision(act, request, now);
    if ("refused" in judged) throw refusal(judged.refused, act, now);
    return acts.decide(id, judged);
  });
  return executeAct(ports, decided);
}

function refusal(why: "over" | "requester" | "subject", act: Act, now: Date): MetercastError {
  if (why === "over") return new MetercastError("invalid_transition", `It is ${stateAt(act, now)} already.`);
  const text =
    why === "requester"
      ? "You asked for this: a different admin must confirm it."
      : "This is about yourself: another admin must confirm it.";
  return new MetercastError("second_admin_required", text);
}

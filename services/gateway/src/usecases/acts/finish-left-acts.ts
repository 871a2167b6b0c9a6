import type { Logger } from "@metercast/runtime";
import type { Acts } from "../../ports/acts.ts";
import { type ExecuteActPorts, executeAct } from "./execute-act.ts";

export interface FinishLeftActsPorts extends ExecuteActPorts {
  acts: Pick<Acts, "listActs" | "finishAct">;
  log: Logger;
}

/** Longer than a request that executes its own act. */
const LEFT_BEHIND_MS = 30_000;
const MAX_ACTS = 100;

/** Executes acts that a crash left between confirmation and effect. Returns their number. */
export async function finishLeftActs(ports: FinishLeftActsPorts): Promise<number> {
  const { items } = await ports.acts.listActs({ status: "confirmed", limit: MAX_ACTS, cursor: undefined });
  const before = ports.clock.now() - LEFT_BEHIND_MS;
  const left = items.filter(({ decidedAt, requestedAt }) => (decidedAt ?? requestedAt).getTime() < before);
  for (const act of left)
    await executeAct(ports, act, act.id).catch((err: unknown) =>
      ports.log.warn({ err, act: act.id }, "acts: a confirmed act could not be executed yet"),
    );
  return left.length;
}

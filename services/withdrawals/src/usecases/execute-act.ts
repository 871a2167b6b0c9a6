import { type Clock, type Logger, MetercastError } from "@metercast/runtime";
import type { Act } from "../domain/act.ts";
import type { ActKind, DualControlLimits } from "../domain/dual-control.ts";
import type { Relay } from "../ports/relay.ts";
import type { Store, Transaction } from "../ports/store.ts";

/**
 * Executes a confirmed act. It has one effect however often it runs, by the act's id. Gives the result to
 * keep.
 */
export type ExecuteAct = (act: Act) => Promise<string>;
export type ActExecutors = Partial<Record<ActKind, ExecuteAct>>;

export interface ActPorts {
  store: Store;
  executors: ActExecutors;
  limits: DualControlLimits;
  expiryHours: number;
  clock: Clock;
  log: Logger;
}

export interface ExecutorPorts {
  store: Store;
  relay: Relay;
  clock: Clock;
}

/**
 * Executes a confirmed act, where this service executes its kind. The job repeats an execution that fails
 * only for now.
 */
export async function executeAct(ports: ActPorts, act: Act): Promise<Act> {
  const run = ports.executors[act.kind];
  if (act.state !== "confirmed" || !run) return act;
  const { acts } = ports.store;
  const finish = (state: "executed" | "failed", result: string) =>
    acts.finish({ id: act.id, state, result, now: new Date(ports.clock.now()) });
  try {
    return (await finish("executed", await run(act))) ?? readAct(ports, act.id);
  } catch (error) {
    const { code, message } = MetercastError.from(error);
    if (code === "unavailable" || code === "internal") throw error;
    await finish("failed", `${code}: ${message}`.slice(0, 500));
    // An admin who needs no second one gets the refusal itself.
    if (act.needsSecond === "") throw error;
    return readAct(ports, act.id);
  }
}

/**
 * In the transaction of its effect. @throws invalid_transition where another worker was faster: then the
 * transaction leaves nothing
 */
export async function executedInTransaction({ acts }: Transaction, act: Act, now: Date): Promise<void> {
  const done = await acts.finish({ id: act.id, state: "executed", result: act.object, now });
  if (!done) throw new MetercastError("invalid_transition", "This was done already.");
}

/** @throws act_not_found */
export async function readAct({ store }: Pick<ActPorts, "store">, id: string): Promise<Act> {
  const act = await store.acts.find(id);
  if (!act) throw new MetercastError("act_not_found");
  return act;
}

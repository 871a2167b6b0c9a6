import type { ActKind } from "../domain/dual-control.ts";
import { type ActPorts, executeAct } from "./execute-act.ts";

/** Longer than a request that executes its own act. */
const LEFT_BEHIND_MS = 30_000;
/** Each was a request of an admin, so there are few; the next run takes the rest. */
const LIMIT = 50;

/**
 * Expires acts that nobody decided in time, and executes what a crash left between confirmation and effect.
 */
export async function sweepActs(ports: ActPorts): Promise<void> {
  const now = new Date(ports.clock.now());
  const { acts } = ports.store;
  const expired = await acts.expire(now);
  if (expired > 0) ports.log.info({ expired }, "acts that nobody confirmed in time have expired");
  const kinds = Object.keys(ports.executors) as ActKind[];
  for (const act of await acts.leftBehind(kinds, new Date(now.getTime() - LEFT_BEHIND_MS), LIMIT))
    await executeAct(ports, act).catch((err: unknown) =>
      ports.log.warn({ err, act: act.id }, "a confirmed act could not be executed yet"),
    );
}

import { failpoint, inSpan } from "@metercast/runtime";
import * as rules from "../../domain/meter.ts";
import { type Clock, LeaseLost, type MeterStore, type Metrics, type Relay } from "../../ports.ts";
import { DueBatch, MAX_BATCH_LINES } from "./due-batch.ts";
import type { Meter } from "./meter.ts";
import { ReadyOrder } from "./ready-order.ts";

export interface EmitDeps {
  meter: Meter;
  store: MeterStore;
  relay: Relay;
  clock: Clock;
  metrics: Metrics;
  replica: string;
}

/**
 * Sends the minutes that are due as one batch through the outbox. Gives the number of lines; 0 where nothing was due, or enough is under way. What could not be committed is
 * due again; what was committed without our knowing is sent twice and posted once.
 */
export function emitMinutes(deps: EmitDeps) {
  const order = new ReadyOrder(deps.meter);
  return async (): Promise<number> => {
    const { clock, meter } = deps;
    if (meter.underWay.isFull(clock.monotonic())) return 0;
    const batch = collect(deps, order);
    if (batch.lines === 0) return 0;
    const [parent, ...links] = meter.takeTraces();
    try {
      const ended = await inSpan(
        "emit due minutes",
        { parent, links, attributes: { lines: batch.lines } },
        () => commit(deps, batch),
      );
      if (ended.size > 0) return takeBack(deps, batch, ended);
    } catch (error) {
      takeBack(deps, batch, new Map());
      if (!(error instanceof LeaseLost)) throw error;
      meter.drop(error.partitions);
      return 0;
    }
    meter.underWay.sent(batch.lines, clock.monotonic());
    failpoint("billing.after_emit_commit");
    deps.relay.wake();
    deps.metrics.emitted(batch.lines);
    deps.metrics.batch(batch.lines);
    return batch.lines;
  };
}

/**
 * At most one unanswered emission per session: what is collected counts as sent from here on. Where a batch is full of sessions, each sends one minute: nobody
 * waits behind another's backlog, and batches of single lines are what the wallet posts fastest.
 */
function collect({ meter, clock }: EmitDeps, order: ReadyOrder): DueBatch {
  const batch = new DueBatch();
  const now = clock.monotonic();
  const crowded = meter.ready.size >= MAX_BATCH_LINES;
  for (let slot = order.next(); slot !== undefined; slot = order.next()) {
    const session = meter.table.at(slot);
    const next = rules.nextEmission(session, now);
    const to = crowded ? next?.from : next?.to;
    if (next && to && !batch.add(session, next.from, to)) {
      order.back();
      break;
    }
    meter.ready.delete(slot);
    if (!to) continue;
    rules.emit(session, to, now);
    meter.dirty.add(slot);
    if (batch.lines >= MAX_BATCH_LINES) break;
  }
  return batch;
}

function commit({ store, replica }: EmitDeps, batch: DueBatch): Promise<Map<string, number>> {
  failpoint("billing.before_emit_commit");
  return store.emit(replica, [...batch.partitions], [...batch.streams], batch.message());
}

/** Nothing was written: the sessions are due again, those of an ended stream up to its end. */
function takeBack({ meter }: EmitDeps, batch: DueBatch, ended: Map<string, number>): number {
  for (const [key, from] of batch.sent) {
    const session = meter.table.find(key);
    if (!session || session.paid >= session.emitted) continue;
    session.emitted = Math.max(session.paid, from - 1);
    rules.emissionFailed(session);
    meter.ready.add(session.slot);
  }
  meter.streamEnded(ended);
  return 0;
}

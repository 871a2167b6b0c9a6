import type { Clock } from "@metercast/runtime";
import { failpoint, inSpan } from "@metercast/runtime";
import { DueBatch, MAX_BATCH_MINUTES } from "../../domain/due-batch.ts";
import * as rules from "../../domain/meter.ts";
import type { DueMinutesOutbox } from "../../ports/due-minutes-outbox.ts";
import type { Relay } from "../../ports/relay.ts";
import { LeaseLost } from "../../ports/shard-leases.ts";
import type { Meter } from "./meter.ts";

export interface EmitMinutesPorts {
  meter: Meter;
  outbox: DueMinutesOutbox;
  relay: Relay;
  clock: Clock;
  replica: string;
}

/**
 * Sends the due minutes as one batch through the outbox. Gives the number of minutes: 0 if nothing was due
 * or enough is under way. Minutes whose commit failed are due again. Minutes whose commit succeeded
 * unnoticed are sent twice; the wallet posts them once.
 */
export async function emitMinutes(ports: EmitMinutesPorts): Promise<number> {
  const { clock, meter, outbox, replica } = ports;
  if (meter.underWay.isFull(clock.monotonic())) return 0;
  const batch = collect(ports);
  if (batch.size === 0) return 0;
  const [parent, ...links] = meter.takeTraces();
  try {
    failpoint("billing.before_emit_commit");
    const ended = await inSpan("emit due minutes", { parent, links, attributes: { lines: batch.size } }, () =>
      outbox.append(replica, batch),
    );
    if (ended.size > 0) {
      takeBack(meter, batch);
      meter.endStreams(ended);
      return 0;
    }
  } catch (error) {
    takeBack(meter, batch);
    if (!(error instanceof LeaseLost)) throw error;
    meter.dropShards(error.shards);
    return 0;
  }
  meter.underWay.sent(batch.size, clock.monotonic());
  failpoint("billing.after_emit_commit");
  ports.relay.wake();
  meter.metrics.emitted(batch.size);
  return batch.size;
}

/**
 * Fills a batch; its minutes count as sent from here on, so each session has at most one unanswered
 * emission. If more sessions are due than a batch holds, each sends one minute: no session waits behind
 * another's backlog, and the wallet posts single minutes fastest.
 */
function collect({ meter, clock }: EmitMinutesPorts): DueBatch {
  const batch = new DueBatch();
  const now = clock.monotonic();
  const crowded = meter.due.size >= MAX_BATCH_MINUTES;
  for (let slot = meter.due.next(); slot !== undefined; slot = meter.due.next()) {
    const session = meter.table.at(slot);
    const next = rules.nextEmission(session, now, meter.limited.upTo(slot));
    const to = crowded ? next?.from : next?.to;
    if (next && to && !batch.add(session, next.from, to)) {
      meter.due.back();
      break;
    }
    meter.due.delete(slot);
    if (!to) continue;
    rules.emit(session, to, now);
    meter.dirty.add(slot);
    if (batch.size >= MAX_BATCH_MINUTES) break;
  }
  return batch;
}

/** Nothing was written: the sessions are due again. */
function takeBack(meter: Meter, batch: DueBatch): void {
  for (const [key, from] of batch.firstMinutes) {
    const session = meter.table.find(key);
    if (!session || session.paid >= session.emitted) continue;
    session.emitted = Math.max(session.paid, from - 1);
    rules.emissionFailed(session);
    meter.due.add(session.slot);
  }
}

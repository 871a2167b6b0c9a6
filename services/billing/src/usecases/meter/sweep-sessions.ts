import type { Clock } from "@metercast/runtime";
import * as rules from "../../domain/meter.ts";
import { shardOfKey } from "../../domain/shard.ts";
import type { LogReader } from "../../ports/log.ts";
import { type Meter, SILENCE_GRACE_MS } from "./meter.ts";

export interface SweepSessionsPorts {
  meter: Meter;
  presence: Pick<LogReader, "state">;
  clock: Clock;
  sweep: Sweep;
}

/** The running pass over all sessions, and what the last complete pass found. */
export interface Sweep {
  pass?: Generator<void> | undefined;
  /** Due minutes that the wallet had not decided. */
  unanswered: number;
  /** When the oldest of them became due; 0: none. */
  oldestDueAt: number;
}

export const newSweep = (): Sweep => ({ unanswered: 0, oldestDueAt: 0 });

/** Sessions between two pauses: about a millisecond. */
const SLICE = 5_000;
/** Slices in one run, so a pass over a million sessions takes five runs, at 2 % of a processor. */
const SLICES_PER_RUN = 40;

/**
 * Continues the pass over all sessions, with pauses in which other work runs. A completed pass ends the
 * run.
 */
export async function sweepSessions(ports: SweepSessionsPorts): Promise<void> {
  const { sweep } = ports;
  for (let slice = 0; slice < SLICES_PER_RUN; slice++) {
    sweep.pass ??= sweepPass(ports);
    if (sweep.pass.next().done) {
      sweep.pass = undefined;
      return;
    }
    await new Promise(setImmediate);
  }
}

/**
 * Looks at every session: who is silent, whose answer is overdue, who is settled. Yields after each slice.
 */
export function* sweepPass({ meter, presence, clock, sweep }: SweepSessionsPorts): Generator<void> {
  let readUpTo = judgedUpTo(meter, presence);
  const now = clock.monotonic();
  let unanswered = 0;
  let oldestDueAt = 0;
  let seen = 0;
  for (const session of meter.table.all()) {
    const waiting = rules.unansweredMinutes(session);
    unanswered += waiting;
    // The end of a stream may have taken back the report that made a minute due.
    if (waiting === 0) session.dueAt = 0;
    else if (session.dueAt > 0 && (oldestDueAt === 0 || session.dueAt < oldestDueAt))
      oldestDueAt = session.dueAt;
    if (session.endedAt === 0 && readUpTo - session.lastSeenAt > meter.lostAfterMs + SILENCE_GRACE_MS) {
      const isRead = meter.shards.get(shardOfKey(session.key))?.presence === true;
      if (isRead && rules.lose(session, clock.now(), meter.lostAfterMs)) meter.queueEnd(session, "lost");
    }
    if (session.retryAt > 0 && session.retryAt <= now) meter.queueDue(session);
    if (session.endedAt > 0 && meter.isSettled(session, readUpTo)) meter.dirty.add(session.slot);
    seen += 1;
    if (seen % SLICE > 0) continue;
    yield;
    // The log may have been rewound meanwhile: then no session is silent.
    readUpTo = judgedUpTo(meter, presence);
  }
  sweep.unanswered = unanswered;
  sweep.oldestDueAt = oldestDueAt;
}

/**
 * A session times out only after the whole backlog is read and `lostAfterMs` has passed since; 0: none can
 * be judged.
 */
function judgedUpTo({ lostAfterMs }: Meter, presence: Pick<LogReader, "state">): number {
  const { atEndForMs, readUpTo } = presence.state();
  return atEndForMs >= lostAfterMs ? readUpTo : 0;
}

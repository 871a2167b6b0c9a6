import type { Clock, TraceHeaders } from "@metercast/runtime";
import * as rules from "../../domain/meter.ts";
import type { EndReason, Session } from "../../domain/session.ts";
import { shardOfKey } from "../../domain/shard.ts";
import type { MeterMetrics } from "../../ports/meter-metrics.ts";
import type { Checkpoint } from "../../ports/shard-leases.ts";
import { DecidedEnds } from "./decided-ends.ts";
import { DueSessions } from "./due-sessions.ts";
import { LimitWarnings } from "./limit-warnings.ts";
import { LimitedSessions } from "./limited-sessions.ts";
import { ShortSessions } from "./short-sessions.ts";
import { fromRow } from "./store/from-row.ts";
import { keyOf } from "./store/keys.ts";
import { SessionTable, type TableSession } from "./store/session-table.ts";
import { SlotSet } from "./store/slot-set.ts";
import { UnderWay } from "./under-way.ts";

/** The progress of a shard from leased to metered. */
export interface LeasedShard {
  /** What the rows of its sessions hold. */
  checkpoint: Checkpoint;
  /** Its sessions are in the table. */
  loaded: boolean;
  /** Each log counts for the shard once it was opened at the checkpoint or earlier. */
  presence: boolean;
  results: boolean;
}

/** More traces in one batch would not help a reader. */
const MAX_TRACES = 16;
/** Reports reach the log within 250 ms; a report on its way is not silence. */
export const SILENCE_GRACE_MS = 1_000;
/**
 * An ended session stays in memory until the log is read this far beyond its end, in case an earlier report
 * comes late.
 */
const SETTLE_AFTER_MS = 120_000;

/**
 * The meter's memory on one replica: the open sessions, and the hand-overs to the jobs that act on them.
 * The use cases beside this file change it synchronously; only jobs and bills wait for anything.
 */
export class Meter {
  readonly table = new SessionTable();
  readonly due = new DueSessions((slot) => this.table.termsAt(slot));
  readonly ends = new DecidedEnds();
  readonly short = new ShortSessions();
  readonly limited = new LimitedSessions();
  readonly warnings = new LimitWarnings();
  /**
   * Rows to write. On a busy replica nearly every session is in it. In: every change of a session. Out:
   * `writeRows`.
   */
  readonly dirty = new SlotSet();
  readonly shards = new Map<number, LeasedShard>();
  readonly underWay = new UnderWay();
  readonly lostAfterMs: number;
  /** Time of the newest report that was applied. */
  newestReportAt = 0;
  readonly metrics: MeterMetrics;
  readonly #clock: Clock;
  #traces: TraceHeaders[] = [];

  constructor(settings: { lostAfterMs: number }, clock: Clock, metrics: MeterMetrics) {
    this.lostAfterMs = settings.lostAfterMs;
    this.#clock = clock;
    this.metrics = metrics;
  }

  /** Whether this replica may bill the shard's sessions. */
  owns(shard: number): boolean {
    return this.shards.get(shard)?.loaded === true;
  }

  addShard(shard: number, checkpoint: Checkpoint): void {
    this.shards.set(shard, { checkpoint, loaded: false, presence: false, results: false });
  }

  /** Forgets shards that another replica leases now. */
  dropShards(shards: readonly number[]): void {
    if (shards.length === 0) return;
    for (const shard of shards) this.shards.delete(shard);
    for (const session of this.table.all())
      if (!this.shards.has(shardOfKey(session.key))) this.forget(session.slot);
  }

  forget(slot: number): void {
    this.due.delete(slot);
    this.ends.delete(slot);
    this.dirty.delete(slot);
    this.short.delete(slot);
    this.limited.delete(slot);
    this.table.remove(slot);
  }

  /**
   * Takes in the row of a session. For a session in memory only its end counts. Undefined if another
   * replica meters it.
   */
  know(row: Session): TableSession | undefined {
    const key = keyOf(row.id);
    if (!this.shards.has(shardOfKey(key)) || row.viewerAccount === undefined) return undefined;
    const known = this.table.find(key);
    if (known) {
      if (this.limited.know(known, row.limitsVersion)) this.queueDue(known);
      if (row.endedAt !== undefined && row.endReason) this.#adoptEnd(known, row.endedAt, row.endReason);
      return known;
    }
    const session = this.table.add(key, fromRow(row));
    this.limited.know(session, row.limitsVersion);
    rules.awaitAnswer(session, this.#clock.monotonic());
    this.noteDue(session);
    // A crash came between the refusal and the commit of its end: decide the end again.
    if (session.refusedMinute > 0 && session.endedAt === 0) {
      session.refusedMinute = 0;
      this.queueEnd(session, rules.answer(session, row.refusedMinute, "refused"));
    }
    this.queueDue(session);
    return session;
  }

  /** Takes in the end of a session, if it is in memory. */
  knowEnd(row: Session): void {
    if (this.table.find(keyOf(row.id))) this.know(row);
  }

  /** A committed end replaces one that is only decided here. */
  #adoptEnd(session: TableSession, at: number, reason: EndReason): void {
    this.ends.delete(session.slot);
    if (session.endedAt === at && session.endReason === reason) return;
    rules.adoptEnd(session, at, reason);
    this.dirty.add(session.slot);
    this.queueDue(session);
  }

  /**
   * These streams ended at these times: ends their sessions here too, so that no session outlives its
   * stream.
   */
  endStreams(streams: ReadonlyMap<string, number>): void {
    if (streams.size === 0) return;
    for (const session of this.table.all()) {
      const at = streams.get(session.terms.streamId);
      if (at === undefined || session.endedAt > 0) continue;
      rules.adoptEnd(session, Math.max(at, session.startedAt), "stream_ended");
      this.ends.add(session.slot);
      this.dirty.add(session.slot);
      this.queueDue(session);
    }
  }

  /**
   * Hands the session over to `judgeLimits` if a minute has to be judged first, and to `emitMinutes` if it
   * has minutes to emit now.
   */
  queueDue(session: TableSession): void {
    const { slot } = session;
    if (this.limited.isBehind(session)) this.limited.toJudge.add(slot);
    if (rules.nextEmission(session, this.#clock.monotonic(), this.limited.upTo(slot))) this.due.add(slot);
  }

  /** Hands the session over to `commitEnds` if the change ended it. */
  queueEnd(session: TableSession, change: rules.Change): void {
    if (change !== "left" && change !== "lost" && change !== "refused" && change !== "limited") return;
    this.metrics.ended(session.endReason!);
    this.ends.add(session.slot);
    this.dirty.add(session.slot);
  }

  /** Notes since when the session has an undecided minute. */
  noteDue(session: TableSession): void {
    if (session.dueAt === 0 && rules.unansweredMinutes(session) > 0) session.dueAt = session.lastSeenAt;
  }

  /** The end is committed, all minutes are decided, and late reports have had their time. */
  isSettled(session: TableSession, readUpTo: number): boolean {
    if (session.endedAt === 0 || this.ends.has(session.slot)) return false;
    return rules.unansweredMinutes(session) === 0 && readUpTo - session.endedAt > SETTLE_AFTER_MS;
  }

  /** In memory, and not ended as far as this replica knows. */
  isOpen(id: string): boolean {
    return this.table.find(keyOf(id))?.endedAt === 0;
  }

  /** The row as the meter would write it now. */
  newer(row: Session): Session {
    const session = this.table.find(keyOf(row.id));
    if (!session) return row;
    const ended = row.endedAt === undefined && session.endedAt > 0 && !this.ends.has(session.slot);
    return {
      ...row,
      minutesBilled: Math.max(row.minutesBilled, session.paid),
      lastSeenAt: Math.max(row.lastSeenAt, session.lastSeenAt),
      mediaFrom: session.mediaFrom,
      ...(ended && { state: "ended", endedAt: session.endedAt, endReason: session.endReason }),
    };
  }

  /** Keeps the trace of a report whose minutes wait for emission. */
  trace(headers: TraceHeaders): void {
    if (headers.traceparent && this.#traces.length < MAX_TRACES) this.#traces.push(headers);
  }

  takeTraces(): TraceHeaders[] {
    const traces = this.#traces;
    this.#traces = [];
    return traces;
  }
}

import { uuidFromBytes, uuidToBytes } from "@metercast/contracts";
import * as rules from "../../domain/meter.ts";
import { minuteEnd } from "../../domain/minutes.ts";
import { PARTITIONS } from "../../domain/partition.ts";
import type { EndReason, Session } from "../../domain/session.ts";
import { SessionTable, type TableSession } from "../../domain/session-table.ts";
import { SlotSet } from "../../domain/slot-set.ts";
import type { Checkpoint, Clock, Metrics, TraceHeaders } from "../../ports.ts";
import type { Answer } from "./read-results.ts";
import { tableRow } from "./table-row.ts";
import { UnderWay } from "./under-way.ts";

/** A session's key in the table: a character per byte of its id. */
export const keyOf = (uuid: string): string => Buffer.from(uuidToBytes(uuid)).toString("latin1");
export const idOf = (key: string): string => uuidFromBytes(Buffer.from(key, "latin1"));
export const partitionOfKey = (key: string): number => key.charCodeAt(15) % PARTITIONS;

/** Who saw the viewer. */
export type SightingSource = "heartbeat" | "media_joined" | "media_left";

/** Where a partition is on its way from claimed to metered. */
export interface Held {
  /** What its rows hold. */
  checkpoint: Checkpoint;
  /** Its sessions are in the table. */
  loaded: boolean;
  /** The logs are read for it: false until they were opened at its checkpoint or earlier. */
  presence: boolean;
  results: boolean;
}

/** Traces of the sightings whose minutes wait to be emitted; more than this adds nothing for a reader. */
const MAX_TRACES = 16;
/** Sightings reach the log within 250 ms; one that is on its way is not silence. */
export const SILENCE_GRACE_MS = 1_000;
/** Sessions looked at between two pauses: about a millisecond. */
const SWEEP_SLICE = 5_000;
/** An ended session is kept this long (of log read after its end), in case a sighting from before its end comes late. */
const SETTLE_AFTER_MS = 120_000;

/**
 * The meter's memory of a replica and everything that changes it at once, without waiting for anything. What must be done about it is left
 * in four sets of slots: `ready` (minutes to emit), `ending` (ends to commit), `dirty` (rows to write), `short` (viewers who may be out of tokens).
 */
export class Meter {
  readonly table = new SessionTable();
  readonly ready = new Set<number>();
  readonly ending = new Set<number>();
  /** After their last paid minute there was too little for the next: the wallet is asked once more, because tokens may have come since. */
  readonly short = new Set<number>();
  /** Of a busy replica nearly all of them. */
  readonly dirty = new SlotSet();
  readonly held = new Map<number, Held>();
  readonly underWay = new UnderWay();
  readonly lostAfterMs: number;
  /** Time of the newest sighting that was applied. */
  newestSighting = 0;
  /** Due minutes that the wallet had not decided at the last sweep. */
  unanswered = 0;
  /** When the longest waiting of them became due; 0 where none waits. */
  oldestDueAt = 0;
  readonly #clock: Clock;
  readonly #metrics: Metrics;
  #traces: TraceHeaders[] = [];

  constructor(settings: { lostAfterMs: number }, clock: Clock, metrics: Metrics) {
    this.lostAfterMs = settings.lostAfterMs;
    this.#clock = clock;
    this.#metrics = metrics;
  }

  /** Whether sessions of the partition may be billed here. */
  owns(partition: number): boolean {
    return this.held.get(partition)?.loaded === true;
  }

  hold(partition: number, checkpoint: Checkpoint): void {
    this.held.set(partition, { checkpoint, loaded: false, presence: false, results: false });
  }

  /** Forgets partitions that are another's now. */
  drop(partitions: readonly number[]): void {
    if (partitions.length === 0) return;
    for (const partition of partitions) this.held.delete(partition);
    for (const session of this.table.all())
      if (!this.held.has(partitionOfKey(session.key))) this.forget(session.slot);
  }

  forget(slot: number): void {
    this.ready.delete(slot);
    this.ending.delete(slot);
    this.dirty.delete(slot);
    this.short.delete(slot);
    this.table.remove(slot);
  }

  /** Takes in a session that opened, or the row of one. One that is known only learns of its end. */
  know(row: Session): TableSession | undefined {
    const key = keyOf(row.id);
    if (!this.held.has(partitionOfKey(key)) || row.viewerAccount === undefined) return undefined;
    const known = this.table.find(key);
    if (known) {
      if (row.endedAt !== undefined && row.endReason) this.adoptEnd(known, row.endedAt, row.endReason);
      return known;
    }
    const session = this.table.add(key, tableRow(row));
    rules.awaitAnswer(session, this.#clock.monotonic());
    this.#noteDue(session);
    // Refused, but the end was not committed: it is now.
    if (session.refusedMinute > 0 && session.endedAt === 0) {
      session.refusedMinute = 0;
      this.#ended(session, rules.answer(session, row.refusedMinute, "refused"));
    }
    this.#consider(session);
    return session;
  }

  /** A session that a use case of this replica opened. */
  started(row: Session): void {
    this.know(row);
  }

  /** A session that a use case of this replica ended. */
  ended(row: Session): void {
    if (this.table.find(keyOf(row.id))) this.know(row);
  }

  /** An end that was committed elsewhere counts more than one that was only decided here. */
  adoptEnd(session: TableSession, at: number, reason: EndReason): void {
    if (session.endedAt === at && session.endReason === reason) return void this.ending.delete(session.slot);
    rules.adoptEnd(session, at, reason);
    this.ending.delete(session.slot);
    this.dirty.add(session.slot);
    this.#consider(session);
  }

  /** A stream ended at `at`: decided here as well as by whoever ended it, so that no session outlives its stream. */
  streamEnded(streamIds: ReadonlyMap<string, number>): void {
    if (streamIds.size === 0) return;
    for (const session of this.table.all()) {
      const at = streamIds.get(session.terms.streamId);
      if (at === undefined || session.endedAt > 0) continue;
      rules.adoptEnd(session, Math.max(at, session.startedAt), "stream_ended");
      this.ending.add(session.slot);
      this.dirty.add(session.slot);
      this.#consider(session);
    }
  }

  /** A sighting. False where the session is not known. */
  sighting(key: string, at: number, now: number, source: SightingSource = "heartbeat"): boolean {
    const session = this.table.find(key);
    if (!session) return false;
    // Where one witness is enough, whoever saw the viewer saw the viewer.
    if (source === "heartbeat" || session.mediaFrom === undefined) this.applySighting(session, at, now);
    else this.#mediaSighting(session, at, now, source);
    return true;
  }

  #mediaSighting(session: TableSession, at: number, now: number, source: SightingSource): void {
    const change =
      source === "media_joined" ? rules.mediaJoined(session, at, now) : rules.mediaLeft(session, at, now);
    if (change === "nothing") return;
    this.dirty.add(session.slot);
    this.#noteDue(session);
    this.#ended(session, change);
    this.#consider(session);
  }

  applySighting(session: TableSession, at: number, now: number): void {
    const change = rules.see(session, at, now, this.lostAfterMs);
    if (change === "nothing") return;
    if (session.lastSeenAt > this.newestSighting) this.newestSighting = session.lastSeenAt;
    this.dirty.add(session.slot);
    // Three of four sightings make nothing due.
    if (change === "seen" && rules.unansweredMinutes(session) === 0) return;
    this.#noteDue(session);
    this.#ended(session, change);
    this.#consider(session);
  }

  /** What the wallet decided, and when it was told; a session that is not known here is another's or settled. */
  answer({ key, minute, outcome, available }: Answer, at: number): void {
    const session = this.table.find(key);
    if (!session) return;
    const change = rules.answer(session, minute, outcome);
    // Also where the answer is read again: the end that it led to may not have been committed.
    if (outcome === "paid" && minute === session.paid && available < session.terms.tokensPerMinute)
      this.short.add(session.slot);
    if (change === "nothing") return;
    this.#metrics.answered(outcome);
    this.#noteDecided(session, minute, outcome, at);
    this.dirty.add(session.slot);
    this.#ended(session, change);
    this.#consider(session);
  }

  /** What the viewer of a session in `short` has now: the minute that has begun is paid, or it ends the session. */
  judgeShort(key: string, available: bigint): void {
    const session = this.table.find(key);
    if (!session) return;
    this.short.delete(session.slot);
    if (available >= session.terms.tokensPerMinute || !rules.runOut(session)) return;
    this.#ended(session, "refused");
  }

  /** The viewer's own leave. Only where no sighting from before it can still come: a gap ends the session for good. */
  leave(session: TableSession, at: number, now: number): void {
    const change = rules.leave(session, at, now, this.lostAfterMs);
    this.#ended(session, change);
    this.#consider(session);
  }

  /**
   * Looks at every session: who has been silent up to `judgedUpTo()` (0: nobody can be judged), whose answer is overdue, who needs no more attention.
   * A million sessions take some 100 ms: it pauses (yields) after every few thousand, so that others get their turn.
   */
  *sweep(judgedUpTo: () => number): Generator<void> {
    let readUpTo = judgedUpTo();
    const now = this.#clock.monotonic();
    let unanswered = 0;
    let oldestDueAt = 0;
    let looked = 0;
    for (const session of this.table.all()) {
      const waiting = rules.unansweredMinutes(session);
      unanswered += waiting;
      // An end that was decided elsewhere may have taken the sighting back.
      if (waiting === 0) session.dueAt = 0;
      else if (session.dueAt > 0 && (oldestDueAt === 0 || session.dueAt < oldestDueAt))
        oldestDueAt = session.dueAt;
      if (session.endedAt === 0 && readUpTo - session.lastSeenAt > this.lostAfterMs + SILENCE_GRACE_MS) {
        if (
          this.held.get(partitionOfKey(session.key))?.presence &&
          rules.lose(session, this.#clock.now(), this.lostAfterMs)
        )
          this.#ended(session, "lost");
      }
      if (session.retryAt > 0 && session.retryAt <= now) this.#consider(session);
      if (session.endedAt > 0 && this.isSettled(session, readUpTo)) this.dirty.add(session.slot);
      looked += 1;
      if (looked % SWEEP_SLICE > 0) continue;
      yield;
      // A log that was rewound meanwhile judges nobody any more.
      readUpTo = judgedUpTo();
    }
    this.unanswered = unanswered;
    this.oldestDueAt = oldestDueAt;
  }

  /** Ended, everything answered, and late sightings have had their time. */
  isSettled(session: TableSession, readUpTo: number): boolean {
    if (session.endedAt === 0 || this.ending.has(session.slot)) return false;
    return rules.unansweredMinutes(session) === 0 && readUpTo - session.endedAt > SETTLE_AFTER_MS;
  }

  trace(headers: TraceHeaders): void {
    if (headers.traceparent && this.#traces.length < MAX_TRACES) this.#traces.push(headers);
  }

  takeTraces(): TraceHeaders[] {
    const traces = this.#traces;
    this.#traces = [];
    return traces;
  }

  /** Held here, and its end is not known. */
  isOpen(id: string): boolean {
    return this.table.find(keyOf(id))?.endedAt === 0;
  }

  /** The row as it would be written now, where this replica meters the session; else as it is. */
  newer(row: Session): Session {
    const session = this.table.find(keyOf(row.id));
    if (!session) return row;
    const paid = Math.max(row.minutesBilled, session.paid);
    const ended = row.endedAt === undefined && session.endedAt > 0 && !this.ending.has(session.slot);
    return {
      ...row,
      minutesBilled: paid,
      lastSeenAt: Math.max(row.lastSeenAt, session.lastSeenAt),
      mediaFrom: session.mediaFrom,
      ...(ended && { state: "ended", endedAt: session.endedAt, endReason: session.endReason }),
    };
  }

  #noteDue(session: TableSession): void {
    if (session.dueAt === 0 && rules.unansweredMinutes(session) > 0) session.dueAt = session.lastSeenAt;
  }

  /**
   * How late a minute was decided: from the sighting that made it due. Of a backlog only the first minute's sighting is known; a later one was due at its own end at the earliest.
   */
  #noteDecided(session: TableSession, minute: number, outcome: rules.Outcome, at: number): void {
    if (outcome === "gap" || session.dueAt === 0) return;
    const dueAt = Math.max(session.dueAt, minuteEnd(session, minute));
    this.#metrics.decided(Math.max(0, at - dueAt) / 1_000);
    if (rules.unansweredMinutes(session) === 0) session.dueAt = 0;
  }

  /** Queues the session if it has minutes to emit now. */
  #consider(session: TableSession): void {
    if (rules.nextEmission(session, this.#clock.monotonic())) this.ready.add(session.slot);
  }

  #ended(session: TableSession, change: rules.Change): void {
    if (change !== "left" && change !== "lost" && change !== "refused") return;
    this.#metrics.ended(session.endReason!);
    this.ending.add(session.slot);
    this.dirty.add(session.slot);
  }
}

import { minuteEnd, minutesEndedBy, type Timing } from "./minutes.ts";
import type { EndReason } from "./session.ts";

/**
 * The meter's view of one session, and the rules by which presence reports and posting results change it.
 * Callers pass all times. Inputs may repeat and come in any order: the latest report, the earliest join in
 * the media plane and the highest paid minute win.
 */
export interface Metered extends Timing {
  lastSeenAt: number;
  /** The report before the last one, in case the session turns out to have ended before the last one. */
  seenBefore: number;
  /** Highest minute that was sent to the wallet. */
  emitted: number;
  /** Highest minute that the wallet has paid; all before it are paid too. */
  paid: number;
  /** The first refused minute, 0 while there is none. Nothing is sent after it. */
  refusedMinute: number;
  /** When to send an unanswered emission again (monotonic ms); 0: no answer is pending. */
  retryAt: number;
  /** Emissions in a row without an answer. */
  attempts: number;
  /** 0 while it is open. */
  endedAt: number;
  endReason: EndReason | undefined;
  /** Of a lost session: from its last report to the moment at which the meter declared it lost; else 0. */
  silentMs: number;
}

/**
 * What a report, a leave or a result did. `left`, `lost`, `refused` and `limited`: the session has just
 * ended.
 */
export type Change = "nothing" | "seen" | "answered" | "left" | "lost" | "refused" | "limited";
/**
 * `too_old`: the ledger period of the minute is closed, so neither it nor a later minute of its session can
 * be paid.
 */
export type Outcome = "paid" | "refused" | "gap" | "too_old";

/** What the wallet decided about one minute. */
export interface MinuteDecision {
  /** The session's key. */
  key: string;
  minute: number;
  outcome: Outcome;
  /** The viewer's tokens after the decision, also if the wallet made it earlier. */
  available: number;
}

/** The most minutes of one session in one emission: after an outage the backlog goes out in pieces. */
export const MAX_MINUTES_PER_EMISSION = 30;
const RETRY_AFTER_MS = 30_000;
const MAX_RETRY_AFTER_MS = 300_000;

/**
 * Minutes that are due: those that ended by the last report, none after the session's end, none after a
 * refusal.
 */
export function dueMinutes(session: Metered): number {
  if (session.refusedMinute > 0) return session.refusedMinute;
  const seen = session.endedAt > 0 ? Math.min(session.lastSeenAt, session.endedAt) : session.lastSeenAt;
  return minutesEndedBy(session, seen);
}

/** Due minutes that are neither paid nor refused. */
export const unansweredMinutes = (session: Metered): number =>
  session.refusedMinute > 0 ? 0 : Math.max(0, dueMinutes(session) - session.paid);

/** A silence that is too long to count as watching. */
export const isGap = (session: Metered, at: number, lostAfterMs: number): boolean =>
  at - session.lastSeenAt > lostAfterMs;

/**
 * A presence report at `at`, clamped between the session's start and `now`. `lastSeenAt` never goes back; a
 * report after the end does not count. A gap of more than `lostAfterMs` since the report before ends the
 * session there, as `lost`.
 */
export function report(session: Metered, at: number, now: number, lostAfterMs: number): Change {
  const seen = Math.min(Math.max(at, session.startedAt), now);
  if (seen <= session.lastSeenAt || (session.endedAt > 0 && seen > session.endedAt)) return "nothing";
  if (isGap(session, seen, lostAfterMs)) {
    return lose(session, seen, lostAfterMs) ? "lost" : "nothing";
  }
  session.seenBefore = session.lastSeenAt;
  session.lastSeenAt = seen;
  return "seen";
}

/**
 * The viewer leaves. This is also a report, so a gap before it ends the session as `lost` instead of
 * `left`.
 */
export function leave(session: Metered, at: number, now: number, lostAfterMs: number): Change {
  const change = report(session, at, now, lostAfterMs);
  if (change === "lost") return change;
  return end(session, session.lastSeenAt, "left") ? "left" : "nothing";
}

/**
 * The media plane saw the viewer join at `at`. With presence policy "both", heartbeats count from then on.
 * The earliest join wins.
 */
export function mediaJoined(session: Metered, at: number, now: number): Change {
  const from = Math.min(Math.max(at, session.startedAt), now);
  if (session.mediaFrom === undefined || (session.endedAt > 0 && from > session.endedAt)) return "nothing";
  if (session.mediaFrom > 0 && session.mediaFrom <= from) return "nothing";
  session.mediaFrom = from;
  return "seen";
}

/**
 * The media plane saw the viewer go at `at`. With presence policy "both", later heartbeats do not count. A
 * minute that was due before this report came may be paid already, so the session ends no earlier than that
 * minute.
 */
export function mediaLeft(session: Metered, at: number, now: number): Change {
  if (session.mediaFrom === undefined || session.endedAt > 0) return "nothing";
  const due = dueMinutes(session);
  const decidedUpTo = due > 0 ? minuteEnd(session, due) : 0;
  end(session, Math.max(Math.min(at, now), session.startedAt, decidedUpTo), "left");
  return "left";
}

/**
 * Ends an open session as `lost` at its last report and notes its silence up to `declaredAt`. The silence
 * is at most twice `lostAfterMs`: a longer one means that the meter was down.
 */
export function lose(session: Metered, declaredAt: number, lostAfterMs: number): boolean {
  const silentMs = declaredAt - session.lastSeenAt;
  if (!end(session, session.lastSeenAt, "lost")) return false;
  session.silentMs = Math.min(Math.max(silentMs, lostAfterMs), 2 * lostAfterMs);
  return true;
}

/**
 * Ends an open session whose viewer can't pay the minute that has begun, at the end of the last paid one.
 * False if a later minute is due already: the wallet decides that one.
 */
export function runOut(session: Metered): boolean {
  if (session.paid === 0 || unansweredMinutes(session) > 0) return false;
  return end(session, Math.max(session.startedAt, minuteEnd(session, session.paid)), "insufficient_funds");
}

/**
 * The minute after `upTo` does not fit into the viewer's spending limit. An open session ends where minute
 * `upTo` ended. One that has ended refuses the minute as soon as those before it are paid.
 */
export function reachLimit(session: Metered, upTo: number): Change {
  if (session.endedAt === 0) {
    end(session, Math.max(session.startedAt, minuteEnd(session, upTo)), "spending_limit");
    return "limited";
  }
  if (session.refusedMinute > 0 || dueMinutes(session) <= upTo || session.paid < upTo) return "nothing";
  session.refusedMinute = upTo + 1;
  settleEmission(session);
  return "answered";
}

/** Ends a session that is open; an ended one keeps its reason. */
export function end(session: Metered, at: number, reason: EndReason): boolean {
  if (session.endedAt > 0) return false;
  session.endedAt = at;
  session.endReason = reason;
  return true;
}

/**
 * Takes over an end that was decided elsewhere (the end of the stream), and takes back a report from after
 * it.
 */
export function adoptEnd(session: Metered, at: number, reason: EndReason): void {
  session.endedAt = at;
  session.endReason = reason;
  if (session.lastSeenAt > at) session.lastSeenAt = Math.min(session.seenBefore, at);
}

/** What the wallet decided for a minute. */
export function answer(session: Metered, minute: number, outcome: Outcome): Change {
  if (outcome === "gap") {
    // The minute before it is undecided: send again, now, from the first unpaid minute on.
    if (minute <= session.paid || session.refusedMinute > 0 || session.retryAt === 0) return "nothing";
    // A gap in answer to a repetition waits for its retry: otherwise two ledgers that disagree would loop.
    if (session.attempts <= 1) session.retryAt = 0;
    return "answered";
  }
  if (minute <= session.paid) return "nothing";
  if (outcome === "paid") {
    // Paid minutes come first: ignore a payment after the refused minute.
    if (session.refusedMinute > 0 && minute >= session.refusedMinute) return "nothing";
    session.paid = minute;
    session.emitted = Math.max(session.emitted, minute);
    if (session.paid >= session.emitted) settleEmission(session);
    return "answered";
  }
  if (session.refusedMinute > 0 && session.refusedMinute <= minute) return "nothing";
  session.refusedMinute = minute;
  session.emitted = Math.max(session.emitted, minute);
  settleEmission(session);
  const [reason, change] =
    outcome === "refused" ? (["insufficient_funds", "refused"] as const) : (["lost", "lost"] as const);
  return end(session, minuteEnd(session, minute), reason) ? change : "answered";
}

function settleEmission(session: Metered): void {
  session.retryAt = 0;
  session.attempts = 0;
}

/**
 * The first and last minute to send at `now` (monotonic), if any, none after `upTo`. At most one emission is
 * unanswered until its retry is due.
 */
export function nextEmission(
  session: Metered,
  now: number,
  upTo = Number.POSITIVE_INFINITY,
): { from: number; to: number } | undefined {
  if (session.refusedMinute > 0) return undefined;
  if (session.retryAt > now) return undefined;
  const due = Math.min(dueMinutes(session), upTo);
  if (due <= session.paid) return undefined;
  return { from: session.paid + 1, to: Math.min(due, session.paid + MAX_MINUTES_PER_EMISSION) };
}

/** Notes that the minutes up to `to` were sent at `now` (monotonic). */
export function emit(session: Metered, to: number, now: number): void {
  session.emitted = Math.max(session.emitted, to);
  session.attempts = Math.min(session.attempts + 1, 100);
  session.retryAt =
    now + Math.min(RETRY_AFTER_MS * 2 ** Math.min(session.attempts - 1, 10), MAX_RETRY_AFTER_MS);
}

/** After a restart the answer to an earlier emission may still come: wait for it as long as for a new one. */
export function awaitAnswer(session: Metered, now: number): void {
  if (session.refusedMinute === 0 && session.emitted > session.paid) session.retryAt = now + RETRY_AFTER_MS;
}

/** Takes back what `emit` noted: nothing was sent. */
export function emissionFailed(session: Metered): void {
  session.retryAt = 0;
  session.attempts = Math.max(0, session.attempts - 1);
}

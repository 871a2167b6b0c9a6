import { minuteEnd, minutesEndedBy, type Timing } from "./minutes.ts";
import type { EndReason } from "./session.ts";

/**
 * What the meter knows of one session, and the rules by which sightings and posting results change it. All times are given: nothing here
 * reads a clock. Both kinds of input may be given again and in any order: the latest sighting, the earliest word of the media plane and the highest paid
 * minute win.
 */
export interface Metered extends Timing {
  lastSeenAt: number;
  /** The sighting before the last, for when it turns out that the session had ended before the last one. */
  seenBefore: number;
  /** Highest minute that was sent to the wallet. */
  emitted: number;
  /** Highest minute that the wallet has paid; all before it are paid too. */
  paid: number;
  /** The first refused minute, 0 while there is none. Nothing is sent after it. */
  refusedMinute: number;
  /** When an unanswered emission is sent again (monotonic ms); 0 where nothing is awaited. */
  retryAt: number;
  /** Emissions in a row without an answer. */
  attempts: number;
  /** 0 while it is open. */
  endedAt: number;
  endReason: EndReason | undefined;
  /** Of a lost one: from its last sighting to the moment at which it was declared lost; else 0. */
  silentMs: number;
}

/** What a sighting, a leave or a result did. `left`, `lost` and `refused`: the session has just ended. */
export type Change = "nothing" | "seen" | "answered" | "left" | "lost" | "refused";
/** `too_old`: its part of the ledger is closed, so neither it nor a later minute of its session will ever be paid. */
export type Outcome = "paid" | "refused" | "gap" | "too_old";

/** Minutes of one session that are sent at once: after an outage the wallet gets its backlog in bites. */
export const MAX_MINUTES_PER_EMISSION = 30;
const RETRY_AFTER_MS = 30_000;
const MAX_RETRY_AFTER_MS = 300_000;

/** Minutes that are due: those that ended by the last sighting, none after the end, none after a refusal. */
export function dueMinutes(session: Metered): number {
  if (session.refusedMinute > 0) return session.refusedMinute;
  const seen = session.endedAt > 0 ? Math.min(session.lastSeenAt, session.endedAt) : session.lastSeenAt;
  return minutesEndedBy(session, seen);
}

/** Due minutes that are neither paid nor refused. */
export const unansweredMinutes = (session: Metered): number =>
  session.refusedMinute > 0 ? 0 : Math.max(0, dueMinutes(session) - session.paid);

/** A gap that is too long to be watching. */
export const isGap = (session: Metered, at: number, lostAfterMs: number): boolean =>
  at - session.lastSeenAt > lostAfterMs;

/**
 * A sighting at `at`, taken between the session's start and `now`. It never goes back; after the end it counts no more, up to the end it still does.
 * A gap of over `lostAfterMs` since the one before ends the session `lost` there.
 */
export function see(session: Metered, at: number, now: number, lostAfterMs: number): Change {
  const seen = Math.min(Math.max(at, session.startedAt), now);
  if (seen <= session.lastSeenAt || (session.endedAt > 0 && seen > session.endedAt)) return "nothing";
  if (isGap(session, seen, lostAfterMs)) {
    return lose(session, seen, lostAfterMs) ? "lost" : "nothing";
  }
  session.seenBefore = session.lastSeenAt;
  session.lastSeenAt = seen;
  return "seen";
}

/** The viewer's own leave: a sighting like any other, so a gap before it ends the session `lost`; without one it ends `left`. */
export function leave(session: Metered, at: number, now: number, lostAfterMs: number): Change {
  const change = see(session, at, now, lostAfterMs);
  if (change === "lost") return change;
  return end(session, session.lastSeenAt, "left") ? "left" : "nothing";
}

/** The media plane saw the viewer come at `at`, where both witnesses are asked for: no sighting by itself, but from then on heartbeats count. The earliest wins. */
export function mediaJoined(session: Metered, at: number, now: number): Change {
  const from = Math.min(Math.max(at, session.startedAt), now);
  if (session.mediaFrom === undefined || (session.endedAt > 0 && from > session.endedAt)) return "nothing";
  if (session.mediaFrom > 0 && session.mediaFrom <= from) return "nothing";
  session.mediaFrom = from;
  return "seen";
}

/**
 * The media plane saw the viewer go at `at`, where both witnesses are asked for: heartbeats up to then count, later ones don't. A minute that was due before
 * this was told has been sent, maybe paid: it stays, and the session ends with it.
 */
export function mediaLeft(session: Metered, at: number, now: number): Change {
  if (session.mediaFrom === undefined || session.endedAt > 0) return "nothing";
  const due = dueMinutes(session);
  const decidedUpTo = due > 0 ? minuteEnd(session, due) : 0;
  end(session, Math.max(Math.min(at, now), session.startedAt, decidedUpTo), "left");
  return "left";
}

/**
 * Ends an open session `lost` at its last sighting, and notes how long it was silent until now, which is when that is declared. At most twice `lostAfterMs`: where it
 * took longer, the meter was away, and that is nobody's silence.
 */
export function lose(session: Metered, declaredAt: number, lostAfterMs: number): boolean {
  const silentMs = declaredAt - session.lastSeenAt;
  if (!end(session, session.lastSeenAt, "lost")) return false;
  session.silentMs = Math.min(Math.max(silentMs, lostAfterMs), 2 * lostAfterMs);
  return true;
}

/**
 * Ends an open session whose viewer can't pay the minute that has begun, at the end of the last paid one. False where a later minute is due already: what
 * becomes of that one is the wallet's to say.
 */
export function runOut(session: Metered): boolean {
  if (session.paid === 0 || unansweredMinutes(session) > 0) return false;
  return end(session, Math.max(session.startedAt, minuteEnd(session, session.paid)), "insufficient_funds");
}

/** Ends a session that is open; an ended one keeps its reason. */
export function end(session: Metered, at: number, reason: EndReason): boolean {
  if (session.endedAt > 0) return false;
  session.endedAt = at;
  session.endReason = reason;
  return true;
}

/** Takes over an end that was decided elsewhere (the end of its stream). A sighting that came in after that end is taken back. */
export function adoptEnd(session: Metered, at: number, reason: EndReason): void {
  session.endedAt = at;
  session.endReason = reason;
  if (session.lastSeenAt > at) session.lastSeenAt = Math.min(session.seenBefore, at);
}

/** What the wallet decided for a minute. */
export function answer(session: Metered, minute: number, outcome: Outcome): Change {
  if (outcome === "gap") {
    // The minute before it is not decided: everything from the first unpaid one on is sent again, now.
    if (minute <= session.paid || session.refusedMinute > 0 || session.retryAt === 0) return "nothing";
    // A gap that answers a repetition waits for its time: two ledgers that disagree must not chase each other.
    if (session.attempts <= 1) session.retryAt = 0;
    return "answered";
  }
  if (minute <= session.paid) return "nothing";
  if (outcome === "paid") {
    // Paid minutes are the first ones: a ledger that says otherwise is not believed.
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

/** The first and last minute to send at `now` (monotonic), if any: at most one emission is unanswered, and it is sent again after a while. */
export function nextEmission(session: Metered, now: number): { from: number; to: number } | undefined {
  if (session.refusedMinute > 0) return undefined;
  if (session.retryAt > now) return undefined;
  const due = dueMinutes(session);
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

/** After a restart nobody knows whether what was sent before has been answered: the answer gets its time. */
export function awaitAnswer(session: Metered, now: number): void {
  if (session.refusedMinute === 0 && session.emitted > session.paid) session.retryAt = now + RETRY_AFTER_MS;
}

/** Notes that what `emit` noted did not leave after all. */
export function emissionFailed(session: Metered): void {
  session.retryAt = 0;
  session.attempts = Math.max(0, session.attempts - 1);
}

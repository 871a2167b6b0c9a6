import { unfinishedMs } from "./minutes.ts";
import type { Session } from "./session.ts";

/**
 * What a session left unpaid goes to the viewer's next session with the creator if that one starts within
 * this time after the end.
 */
export const CARRY_WITHIN_MS = 10 * 60_000;
/**
 * At most a day of minutes, and what the column holds, is carried. Only a price that falls to a thousandth
 * would exceed this.
 */
const MOST_MINUTES = 1_440;
const MOST_MS = 2_000_000_000;

/** What a minute costs, and how long it is. */
export type Price = Pick<Session, "tokensPerMinute" | "minuteMs">;
/** What the unpaid time of an ended session depends on. */
export type Ended = Pick<
  Session,
  | "tokensPerMinute"
  | "minuteMs"
  | "startedAt"
  | "carriedMs"
  | "mediaFrom"
  | "lastSeenAt"
  | "silentMs"
  | "refusedMinute"
  | "endedAt"
  | "endReason"
>;

/**
 * What an ended session leaves unpaid, in milliseconds at its own price: the unfinished minute with what
 * was carried in and, if silence counts, the silence before it was declared lost (the viewer may have
 * watched on). 0 after `insufficient_funds` or a refused minute.
 */
export function unpaidMs(session: Ended, silenceCarries: boolean): number {
  if (session.endedAt === undefined || session.endReason === "insufficient_funds") return 0;
  if (session.refusedMinute > 0) return 0;
  const unfinished = unfinishedMs(session, Math.min(session.lastSeenAt, session.endedAt));
  // A viewer that the media plane never saw did not watch in silence either.
  return silenceCarries && session.mediaFrom !== 0 ? unfinished + session.silentMs : unfinished;
}

/** Until when the unpaid time can be carried, counted from the moment at which the end was known. */
const carriesUntil = ({ endedAt = 0, silentMs }: Ended): number => endedAt + silentMs + CARRY_WITHIN_MS;

/**
 * Converts `ms` at one session's price into another's: the same value in tokens, or the same part of a
 * minute if both are free.
 */
function atPriceOf(into: Price, from: Price, ms: number): number {
  const [own, other] = [from.tokensPerMinute, into.tokensPerMinute];
  // A free session can't take over paid time: it waits for the next session with a price.
  if (own === 0 || other === 0) return own === other ? scaled(ms, into.minuteMs, from.minuteMs) : 0;
  return scaled(ms, own * into.minuteMs, other * from.minuteMs);
}

/** Rounds down. The products exceed what a number holds exactly. */
const scaled = (ms: number, by: number, to: number): number => Number((BigInt(ms) * BigInt(by)) / BigInt(to));

export interface Carry<S> {
  /** In milliseconds at the price of the new session. */
  ms: number;
  /** The sessions that it comes from: nothing more is carried from these. */
  from: S[];
}

/**
 * What a session that starts at `now` takes over from the viewer's ended sessions with the same creator
 * that were not carried on yet. Without it, leaving before each minute's end, hopping between streams or
 * staying silent would be free viewing.
 */
export function carryInto<S extends Ended>(
  into: Price,
  ended: readonly S[],
  now: number,
  silenceCarries: boolean,
): Carry<S> {
  const from: S[] = [];
  let ms = 0;
  for (const session of ended) {
    if (now > carriesUntil(session)) continue;
    const own = atPriceOf(into, session, unpaidMs(session, silenceCarries));
    if (own === 0) continue;
    from.push(session);
    ms += own;
  }
  return { ms: Math.min(ms, MOST_MINUTES * into.minuteMs, MOST_MS), from };
}

/** Tokens that are due when a session with this carried time opens. */
export const dueAtOnce = (into: Price, carriedMs: number): bigint =>
  BigInt(Math.floor(carriedMs / into.minuteMs)) * BigInt(into.tokensPerMinute);

import { unfinishedMs } from "./minutes.ts";
import type { Session } from "./session.ts";

/** Within this time after its end, what a session left unpaid is carried into the viewer's next one with the same creator. */
export const CARRY_WITHIN_MS = 10 * 60_000;
/** Carried at most: a day of minutes, and what a column holds. More would need a price that falls to a thousandth. */
const MOST_MINUTES = 1_440;
const MOST_MS = 2_000_000_000;

/** What a minute costs, and how long it is. */
export type Terms = Pick<Session, "tokensPerMinute" | "minuteMs">;
/** An ended session, as far as its unpaid time goes. */
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
 * What an ended session leaves unpaid, in milliseconds at its own price: the unfinished minute, what was carried in included, and, where silence counts, the
 * time from its last sighting to the moment at which it was declared lost: its viewer may have watched on. Nothing after `insufficient_funds` or a refused minute.
 */
export function unpaidMs(session: Ended, silenceCarries: boolean): number {
  if (session.endedAt === undefined || session.endReason === "insufficient_funds") return 0;
  if (session.refusedMinute > 0) return 0;
  const unfinished = unfinishedMs(session, Math.min(session.lastSeenAt, session.endedAt));
  // Whom the media plane has not seen in the room has not watched in silence either.
  return silenceCarries && session.mediaFrom !== 0 ? unfinished + session.silentMs : unfinished;
}

/** Until when what it left can be carried: from the moment at which it was known to have ended. */
const carriesUntil = ({ endedAt = 0, silentMs }: Ended): number => endedAt + silentMs + CARRY_WITHIN_MS;

/** `ms` of one session at the price of another: the same value in tokens, or the same part of a minute where both are free. */
function atPriceOf(into: Terms, from: Terms, ms: number): number {
  const [own, other] = [from.tokensPerMinute, into.tokensPerMinute];
  // A paid minute can't be paid with a free one: it waits for the next session that has a price.
  if (own === 0 || other === 0) return own === other ? scaled(ms, into.minuteMs, from.minuteMs) : 0;
  return scaled(ms, own * into.minuteMs, other * from.minuteMs);
}

/** Rounded down. Prices and minute lengths multiply beyond what a number holds exactly. */
const scaled = (ms: number, by: number, to: number): number => Number((BigInt(ms) * BigInt(by)) / BigInt(to));

export interface Carry<S> {
  /** In milliseconds at the price of the session that takes it over. */
  ms: number;
  /** The sessions that it comes from: nothing more is carried of these. */
  from: S[];
}

/**
 * What a session that starts at `now` takes over from the same viewer's ended sessions with the same creator that nobody took over yet, so that neither leaving
 * before each minute's end, nor hopping between streams, nor staying silent is free viewing.
 */
export function carryInto<S extends Ended>(
  into: Terms,
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

/** Tokens that are due the moment a session with this opens. */
export const dueAtOnce = (into: Terms, carriedMs: number): bigint =>
  BigInt(Math.floor(carriedMs / into.minuteMs)) * BigInt(into.tokensPerMinute);

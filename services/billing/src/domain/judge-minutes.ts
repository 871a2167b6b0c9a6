import { dueMinutes, type Metered } from "./meter.ts";
import { minuteEnd, minutesEndedBy, type Timing } from "./minutes.ts";
import type { Session } from "./session.ts";
import { countsAt, minutesWithin, type Span } from "./spending.ts";
import {
  type LimitVersion,
  limitsAt,
  PERIOD_KINDS,
  type PeriodKind,
  periodOf,
  tokensOf,
  WARN_PERCENT,
} from "./spending-limits.ts";

/** One of a viewer's sessions, as far as their spending depends on it. */
export interface Spender extends Timing {
  tokensPerMinute: number;
  /** The minutes that it has watched whole, and pays unless the wallet refuses. */
  minutes: number;
  /** One more minute runs, which began to be paid for. */
  isOpen: boolean;
}

/** A limit and what counts towards it. */
export interface LimitUse {
  kind: PeriodKind;
  limit: number;
  spent: number;
  period: Span;
}

/** What a viewer spent, beside the session that is judged. */
export interface OtherSpending {
  versions: readonly LimitVersion[];
  others: readonly Spender[];
  /** Tokens of the viewer's settled sessions in a period. */
  settled(period: Span): number;
}

/** A judgment looks this many minutes ahead, if they fit: until then nothing has to be read again. */
const MOST_AHEAD = 30;
/** Of a backlog of a whole day. The rest is judged afterwards. */
const MOST_MINUTES = 1_440;

export interface Judgment {
  /** The session's minutes up to this one fit. */
  upTo: number;
  /** The limit that its next minute would pass; undefined: none as far as this looked. */
  reached: LimitUse | undefined;
  /** Limits of which 80 % are used. */
  near: LimitUse[];
}

/**
 * Judges the minutes of `session` after `judged`: each must fit into the limits that were in force when it
 * began, together with a whole minute of every other open session. So what is paid never passes a limit,
 * in whichever order the sessions are judged.
 */
export function judgeMinutes(
  session: Spender,
  judged: number,
  spending: OtherSpending,
  isWarned: (use: LimitUse) => boolean,
): Judgment {
  const begun = begunMinutes(session);
  const last = lastToJudge(session, judged);
  const judge = minuteJudge(session, spending);
  let near: LimitUse[] = [];
  for (let k = judged + 1; k <= last; k++) {
    const uses = judge(k);
    const reached = uses.find(({ spent, limit }) => spent > limit);
    if (reached) return { upTo: k - 1, reached: k <= begun ? reached : undefined, near };
    const nearNow = uses.filter(isNear);
    // The minute that crosses the mark is judged again when it begins: the warning comes then.
    if (k > begun && nearNow.some((use) => !isWarned(use))) return { upTo: k - 1, reached: undefined, near };
    if (k <= begun) near = nearNow;
  }
  return { upTo: Math.max(judged, last), reached: undefined, near };
}

/** A minute of an open session runs. */
export const begunMinutes = ({ minutes, isOpen }: Spender): number => (isOpen ? minutes + 1 : minutes);

const lastToJudge = (session: Spender, judged: number): number =>
  Math.min(begunMinutes(session) + (session.isOpen ? MOST_AHEAD : 0), judged + MOST_MINUTES);

const isNear = ({ spent, limit }: LimitUse): boolean => spent * 100 >= limit * WARN_PERCENT;

/** For a minute of the session: each limit that was in force when it began, with what is spent through it. */
function minuteJudge(session: Spender, { versions, others, settled }: OtherSpending) {
  const known = new Map<string, { period: Span; settled: number }>();
  const inPeriod = (zone: string, kind: PeriodKind, at: number) => {
    const name = `${kind} ${zone}`;
    const before = known.get(name);
    if (before && at >= before.period.from && at < before.period.to) return before;
    const period = periodOf(zone, kind, at);
    const found = { period, settled: settled(period) };
    known.set(name, found);
    return found;
  };
  return (k: number): LimitUse[] => {
    const limits = limitsAt(versions, beginOf(session, k));
    if (!limits) return [];
    const ahead = Math.max(0, k - session.minutes - 1);
    return PERIOD_KINDS.flatMap((kind) => {
      const limit = tokensOf(limits, kind);
      if (limit === undefined) return [];
      const { period, settled: before } = inPeriod(limits.zone, kind, countsAt(session, k));
      const own = minutesWithin(session, k, period) * session.tokensPerMinute;
      const ofOthers = others.map(
        (other) =>
          minutesWithin(other, other.minutes + running(other, ahead, session), period) *
          other.tokensPerMinute,
      );
      return [{ kind, limit, period, spent: ofOthers.reduce((sum, one) => sum + one, before + own) }];
    });
  };
}

const beginOf = (session: Timing, k: number): number =>
  Math.max(session.startedAt, minuteEnd(session, k - 1));

/** The periods that `judgeMinutes` asks the settled sessions of. */
export function periodsToJudge(session: Spender, judged: number, versions: readonly LimitVersion[]): Span[] {
  const [first, last] = [countsAt(session, judged + 1), countsAt(session, lastToJudge(session, judged))];
  const spans: Span[] = [];
  for (const zone of new Set(versions.map((version) => version.zone)))
    for (const kind of PERIOD_KINDS) {
      if (versions.every((version) => tokensOf(version, kind) === undefined)) continue;
      for (let at = first; at <= last; ) {
        const period = periodOf(zone, kind, at);
        spans.push(period);
        at = period.to;
      }
    }
  return spans;
}

/** The minutes that another session runs through while the judged one goes `ahead` minutes on. */
const running = (other: Spender, ahead: number, { minuteMs }: Timing): number =>
  other.isOpen ? 1 + Math.ceil((ahead * minuteMs) / other.minuteMs) : 0;

/** What a viewer has spent in a period, by whole minutes watched. */
export const spentIn = (spenders: readonly Spender[], period: Span): number =>
  spenders.reduce(
    (sum, spender) => sum + minutesWithin(spender, spender.minutes, period) * spender.tokensPerMinute,
    0,
  );

/** A session in the meter's memory. */
export const spenderOf = (session: Metered, tokensPerMinute: number): Spender => ({
  startedAt: session.startedAt,
  carriedMs: session.carriedMs,
  minuteMs: session.minuteMs,
  mediaFrom: session.mediaFrom,
  tokensPerMinute,
  minutes:
    session.refusedMinute > 0 ? session.refusedMinute - 1 : Math.max(session.paid, dueMinutes(session)),
  isOpen: session.endedAt === 0,
});

/**
 * A session by its row, which the meter of another replica may have written a while ago: an open one has been
 * watched until `now`.
 */
export function spenderOfRow(row: Session, now: number): Spender {
  const isOpen = row.endedAt === undefined;
  const seen = row.endedAt === undefined ? now : Math.min(row.lastSeenAt, row.endedAt);
  const due = row.refusedMinute > 0 ? row.refusedMinute - 1 : minutesEndedBy(row, seen);
  return { ...row, minutes: Math.max(row.minutesBilled, due), isOpen };
}

import { dayNumber, dayOf, daysInMonth, localDay, localMidnight } from "@metercast/calendar";
import type { Span } from "./spending.ts";

/** What a viewer may spend on streams, in tokens; undefined: as much as they like. */
export interface Limits {
  dayTokens: number | undefined;
  monthTokens: number | undefined;
  /** An IANA zone: whose days and months count. */
  zone: string;
}

/** A version of a viewer's limits, and since when it is in force. */
export interface LimitVersion extends Limits {
  effectiveAt: number;
}

export const PERIOD_KINDS = ["day", "month"] as const;
export type PeriodKind = (typeof PERIOD_KINDS)[number];

/** A raise waits this long, so that nobody raises a limit in the middle of the evening it was made for. */
export const RAISE_AFTER_MS = 24 * 3_600_000;
/** From this part of a limit on the viewer is warned. */
export const WARN_PERCENT = 80;

/** The limits in force at `at`; undefined: none. `versions` come in any order. */
export function limitsAt(versions: readonly LimitVersion[], at: number): LimitVersion | undefined {
  let found: LimitVersion | undefined;
  for (const version of versions)
    if (version.effectiveAt <= at && (!found || version.effectiveAt > found.effectiveAt)) found = version;
  return found;
}

/** The newest version, also one that waits. */
export const newestLimits = (versions: readonly LimitVersion[]): LimitVersion | undefined =>
  limitsAt(versions, Number.POSITIVE_INFINITY);

export const isLimited = ({ dayTokens, monthTokens }: Limits): boolean =>
  dayTokens !== undefined || monthTokens !== undefined;

export const tokensOf = (limits: Limits, kind: PeriodKind): number | undefined =>
  kind === "day" ? limits.dayTokens : limits.monthTokens;

const sameLimits = (one: Limits, other: Limits): boolean =>
  one.dayTokens === other.dayTokens && one.monthTokens === other.monthTokens && one.zone === other.zone;

/**
 * The versions that a wish makes at `now`, in place of what waits; undefined: nothing changes. What is lower
 * counts at once. What is higher counts after 24 hours, also no limit, and another zone, whose day may be a
 * new one.
 */
export function changeLimits(
  versions: readonly LimitVersion[],
  wish: Limits,
  now: number,
): LimitVersion[] | undefined {
  const newest = newestLimits(versions);
  if (newest ? sameLimits(newest, wish) : !isLimited(wish)) return undefined;
  const current = limitsAt(versions, now);
  if (!current || !isLimited(current)) return [{ ...wish, effectiveAt: now }];
  const lowered: Limits = {
    dayTokens: lower(current.dayTokens, wish.dayTokens),
    monthTokens: lower(current.monthTokens, wish.monthTokens),
    zone: current.zone,
  };
  return [
    ...(sameLimits(lowered, current) ? [] : [{ ...lowered, effectiveAt: now }]),
    ...(sameLimits(lowered, wish) ? [] : [{ ...wish, effectiveAt: now + RAISE_AFTER_MS }]),
  ];
}

const lower = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined ? other : other === undefined ? one : Math.min(one, other);

/** The day or month of a zone that an instant lies in. */
export function periodOf(zone: string, kind: PeriodKind, at: number): Span {
  const day = localDay(zone, new Date(at));
  const first = kind === "day" ? day : { ...day, day: 1 };
  const length = kind === "day" ? 1 : daysInMonth(day.year, day.month);
  return {
    from: localMidnight(zone, first).getTime(),
    to: localMidnight(zone, dayOf(dayNumber(first) + length)).getTime(),
  };
}

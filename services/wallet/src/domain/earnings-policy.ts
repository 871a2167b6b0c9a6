import { type Day, startOfDay } from "./day.ts";

/** When earnings become available. Days are whole UTC days. */
export interface EarningsTerms {
  /** Earnings of a day are available so many days after its end; 0: at once. */
  holdDays: number;
  /** A creator is new for so many days, counted from the day of the first earnings. */
  newCreatorDays: number;
  /** The hold of a new creator's earnings, where it is longer than `holdDays`. */
  newCreatorHoldDays: number;
  /** 0 to 100: the part of a day's earnings that stays in reserve for `reserveDays` after the day's end. */
  reservePercent: number;
  reserveDays: number;
}

/** Terms as an admin set them. They are in force from `atMs` on. */
export interface EarningsPolicy extends EarningsTerms {
  version: number;
  atMs: number;
  actorId: string;
  /** The second admin, or empty. */
  confirmedBy: string;
}

/** A version as it is kept. */
export interface KeptPolicy extends EarningsPolicy {
  /** Empty: the platform's. */
  creatorId: string;
  /** It makes money available earlier than the terms before it. */
  releasesEarlier: boolean;
  reason: string;
  /** The request that made it. */
  requestId: string;
}

/** What counts for one creator, each oldest first. */
export interface EarningsPolicies {
  /** Before the platform's first version. */
  configured: EarningsTerms;
  platform: readonly EarningsPolicy[];
  /** The creator's own. One that two people agreed on counts alone, another one beside the platform's. */
  creator: readonly EarningsPolicy[];
}

/** The terms that hold until an admin sets others. */
export const configuredTerms = (holdDays: number): EarningsTerms => ({
  holdDays,
  newCreatorDays: 0,
  newCreatorHoldDays: 0,
  reservePercent: 0,
  reserveDays: 0,
});

/**
 * The terms in force at a time. A creator's own version of one admin never exempts from the platform's: of
 * each term the stricter one counts.
 */
export function termsAt({ configured, platform, creator }: EarningsPolicies, timeMs: number): EarningsTerms {
  const inForce = ({ atMs }: EarningsPolicy) => atMs <= timeMs;
  const general = platform.findLast(inForce) ?? configured;
  const own = creator.findLast(inForce);
  if (!own) return general;
  return areTwoPeople(own.actorId, own.confirmedBy) ? own : stricter(own, general);
}

const stricter = (one: EarningsTerms, other: EarningsTerms): EarningsTerms => ({
  holdDays: Math.max(one.holdDays, other.holdDays),
  newCreatorDays: Math.max(one.newCreatorDays, other.newCreatorDays),
  newCreatorHoldDays: Math.max(one.newCreatorHoldDays, other.newCreatorHoldDays),
  reservePercent: Math.max(one.reservePercent, other.reservePercent),
  reserveDays: Math.max(one.reserveDays, other.reserveDays),
});

/** The terms of one creator's earnings of one day. */
export interface DayTerms {
  holdDays: number;
  reservePercent: number;
  reserveDays: number;
}

/**
 * The terms of a day's earnings: the mildest of those in force since the day began. A date that a creator
 * was shown never moves later, and milder terms count at once. `isNewFrom`: the day of the first earnings.
 */
export function termsOfDay(
  policies: EarningsPolicies,
  day: Day,
  isNewFrom: Day | undefined,
  nowMs: number,
): DayTerms {
  const age = day - (isNewFrom ?? day);
  const since = startOfDay(day);
  const changes = [...policies.platform, ...policies.creator].filter(
    ({ atMs }) => atMs > since && atMs <= nowMs,
  );
  const all = [since, ...changes.map(({ atMs }) => atMs)].map((timeMs) => termsAt(policies, timeMs));
  return {
    holdDays: Math.min(...all.map((terms) => holdDaysAt(terms, age))),
    reservePercent: Math.min(...all.map(({ reservePercent }) => reservePercent)),
    reserveDays: Math.min(...all.map(({ reserveDays }) => reserveDays)),
  };
}

/** The hold of a creator's earnings so many days after the first ones. */
const holdDaysAt = ({ holdDays, newCreatorDays, newCreatorHoldDays }: EarningsTerms, age: number): number =>
  age < newCreatorDays ? Math.max(holdDays, newCreatorHoldDays) : holdDays;

/** The longest that any of these terms keep a day's earnings, in days after its end. */
export function longestDays({ configured, platform, creator }: EarningsPolicies): number {
  const all = [configured, ...platform, ...creator];
  return Math.max(
    ...all.map(({ holdDays, newCreatorHoldDays, reserveDays }) =>
      Math.max(holdDays, newCreatorHoldDays, reserveDays),
    ),
  );
}

/** Whether `next` makes any money available earlier than `present`: a shorter hold, or less in reserve. */
export function releasesEarlier(present: EarningsTerms, next: EarningsTerms): boolean {
  // A hold changes with the creator's age at these ages only.
  const ages = [present, next].flatMap(({ newCreatorDays }) => [0, newCreatorDays - 1, newCreatorDays]);
  if (ages.some((age) => age >= 0 && holdDaysAt(next, age) < holdDaysAt(present, age))) return true;
  if (present.reservePercent === 0) return false;
  return next.reservePercent < present.reservePercent || next.reserveDays < present.reserveDays;
}

export const sameTerms = (one: EarningsTerms, other: EarningsTerms): boolean =>
  one.holdDays === other.holdDays &&
  one.newCreatorDays === other.newCreatorDays &&
  one.newCreatorHoldDays === other.newCreatorHoldDays &&
  one.reservePercent === other.reservePercent &&
  one.reserveDays === other.reserveDays;

/** Ids are case-sensitive, but two spellings of one name are no two people. */
export const areTwoPeople = (actorId: string, confirmedBy: string): boolean =>
  confirmedBy !== "" && confirmedBy.toLowerCase() !== actorId.toLowerCase();

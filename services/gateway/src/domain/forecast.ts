/** A local day that is over, and what it earned in cents. */
export interface EarnedDay {
  /** 1 is Monday, 7 is Sunday. */
  weekday: number;
  cents: bigint;
}

export interface ForecastInput {
  /**
   * Whole days before today, oldest first: at most FORECAST_DAYS. Days before the first earnings count for
   * nothing.
   */
  days: readonly EarnedDay[];
  /** Of this month so far, today included. */
  earned: bigint;
  today: { weekday: number; cents: bigint /** From 0 to 1: how much of it is over. */; elapsed: number };
  /** The weekdays of the month's days after today. */
  rest: readonly number[];
}

/** Cents. Four times in five the month ends between `low` and `high`. */
export interface Forecast {
  low: bigint;
  expected: bigint;
  high: bigint;
  /** How many days it is made from. */
  days: number;
}

/** Four of each weekday. */
export const FORECAST_DAYS = 28;
/** With less than a week there is no pattern to go on with. */
const FEWEST_DAYS = 7;
/** Of a normal distribution, four fifths are within so many standard deviations. */
const FOUR_FIFTHS = 1.2816;

/**
 * The month if its remaining days are like the same weekdays of the last four weeks: the mean of each, and
 * a range from how far days were from their mean. Undefined with too little to go on.
 */
export function forecastMonth({ days, earned, today, rest }: ForecastInput): Forecast | undefined {
  const known = knownDays(days);
  const meanOf = meanByWeekday(days);
  if (!meanOf) return undefined;
  const restOfToday = meanOf(today.weekday) * (1 - today.elapsed);
  const coming = rest.reduce((sum, weekday) => sum + meanOf(weekday), restOfToday);
  const spread = FOUR_FIFTHS * deviation(known, meanOf) * Math.sqrt(rest.length + (1 - today.elapsed));
  return {
    low: earned + rounded(coming - spread),
    expected: earned + rounded(coming),
    high: earned + rounded(coming + spread),
    days: known.length,
  };
}

/** From the first earnings on. */
function knownDays(days: readonly EarnedDay[]): readonly EarnedDay[] {
  const first = days.findIndex(({ cents }) => cents > 0n);
  return first === -1 ? [] : days.slice(first);
}

/** What a day of each weekday earned in the mean, in cents; undefined with too little to go on. */
export function meanByWeekday(all: readonly EarnedDay[]): ((weekday: number) => number) | undefined {
  const days = knownDays(all);
  if (days.length < FEWEST_DAYS) return undefined;
  const sums = new Map<number, { cents: number; count: number }>();
  for (const { weekday, cents } of days) {
    const { cents: sum, count } = sums.get(weekday) ?? { cents: 0, count: 0 };
    sums.set(weekday, { cents: sum + Number(cents), count: count + 1 });
  }
  return (weekday) => {
    const { cents, count } = sums.get(weekday) ?? { cents: 0, count: 1 };
    return cents / count;
  };
}

/**
 * How far a day is from what its weekday has. A weekday that was seen once says nothing of that, so with
 * only a week to go on days are compared with the mean of all.
 */
function deviation(days: readonly EarnedDay[], meanOf: (weekday: number) => number): number {
  const weekdays = new Set(days.map(({ weekday }) => weekday)).size;
  const all = days.reduce((sum, { cents }) => sum + Number(cents), 0) / days.length;
  const enough = days.length >= 2 * weekdays;
  const squares = days.reduce(
    (sum, { weekday, cents }) => sum + (Number(cents) - (enough ? meanOf(weekday) : all)) ** 2,
    0,
  );
  return Math.sqrt(squares / (days.length - (enough ? weekdays : 1)));
}

/** What was earned stays: a forecast adds nothing or more. */
const rounded = (cents: number): bigint => BigInt(Math.max(0, Math.round(cents)));

import { type Clock, MetercastError } from "@metercast/runtime";
import {
  type EarnedDay,
  FORECAST_DAYS,
  type Forecast,
  forecastMonth,
  meanByWeekday,
} from "../../domain/forecast.ts";
import {
  cutsOf,
  type EarnedStretch,
  earnedIn,
  elapsedOf,
  HABIT_DAYS,
  type HomeTimes,
  type HourOfWeek,
  homeTimes,
  hoursOfWeek,
  monthOf,
  restOfMonth,
} from "../../domain/home.ts";
import { type NextPayout, ofSchedule, ofWithdrawal } from "../../domain/next-payout.ts";
import { wholeIntervals } from "../../domain/period.ts";
import { localTime, weekdayOf } from "../../domain/zone.ts";
import type { Watched } from "../../ports/audiences.ts";
import type { Billing } from "../../ports/billing.ts";
import type { PayoutMethods } from "../../ports/payout-methods.ts";
import type { Schedules } from "../../ports/schedules.ts";
import type { Wallet } from "../../ports/wallet.ts";
import type { Withdrawals } from "../../ports/withdrawals.ts";
import { type EarningStream, listStreamEarnings } from "./list-stream-earnings.ts";

export interface ReadHomePorts {
  wallet: Pick<Wallet, "sumEarnings" | "listStreamEarnings" | "getAvailability">;
  billing: Pick<Billing, "getStreams" | "getAudience">;
  withdrawals: Pick<Withdrawals, "getLimits" | "getWithdrawal">;
  payoutMethods: Pick<PayoutMethods, "listPayoutMethods">;
  schedules: Pick<Schedules, "getSchedule">;
  clock: Clock;
}

/** What a time earned, and who watched. Cents. */
export interface PeriodFacts extends Watched {
  from: Date;
  to: Date;
  cents: bigint;
  minutes: bigint;
}

/** A time beside the one before it: like with like, up to the same time of the clock. */
export interface Compared extends PeriodFacts {
  /** Of it, up to the time that is compared. */
  comparableCents: bigint;
  before: PeriodFacts;
}

export interface Home {
  zone: string;
  times: HomeTimes;
  today: Compared;
  week: Compared;
  streams: (EarningStream & Watched)[];
  bestHours: { weeks: number; hours: HourOfWeek[] };
  month: { name: string; cents: bigint; forecast: Forecast | undefined };
  nextPayout: NextPayout | undefined;
}

/** The newest ones of the last weeks; the list of all is another page. */
const STREAMS = 10;
const NOBODY: Watched = { viewers: 0, watchSeconds: 0 };

/** A creator's home: three reads of the books and the sessions, whatever was earned. */
export async function readHome(
  ports: ReadHomePorts,
  { creatorId, zone }: { creatorId: string; zone: string },
): Promise<Home> {
  const { wallet, clock } = ports;
  const times = homeTimes(zone, new Date(clock.now()));
  const [sums, watched] = await Promise.all([
    wallet.sumEarnings({ creatorId, starts: cutsOf(times), to: times.end, streamId: undefined }),
    readAudience(ports, creatorId, times),
  ]);
  const { today, yesterday, week, lastWeek, month } = times;
  const [ofToday, ofYesterday, ofWeek, ofLastWeek] = watched.ranges;
  const facts = (stretch: { from: Date; to: Date }, audience = NOBODY): PeriodFacts => ({
    ...stretch,
    ...earnedIn(sums, stretch),
    ...audience,
  });
  const compared = (
    stretch: HomeTimes["today"],
    own: Watched | undefined,
    before: PeriodFacts,
  ): Compared => ({
    ...facts(stretch, own),
    comparableCents: earnedIn(sums, { from: stretch.from, to: times.comparedUntil }).cents,
    before,
  });
  const days = earnedDays(zone, sums, times);
  const monthCents = earnedIn(sums, month).cents;
  return {
    zone,
    times,
    today: compared(today, ofToday, facts(yesterday, ofYesterday)),
    week: compared(week, ofWeek, facts(lastWeek, ofLastWeek)),
    streams: watched.streams,
    bestHours: {
      weeks: HABIT_DAYS / 7,
      hours: hoursOfWeek(
        zone,
        sums.filter(({ start }) => start < today.from),
      ),
    },
    month: {
      name: monthOf(zone, times.now),
      cents: monthCents,
      forecast: forecastMonth({
        days,
        earned: monthCents,
        today: {
          ...weekday(zone, times.now),
          cents: earnedIn(sums, today).cents,
          elapsed: elapsedOf(zone, times.now),
        },
        rest: restOfMonth(zone, times.now),
      }),
    },
    nextPayout: await readNextPayout(ports, creatorId, zone, days, times.now),
  };
}

const weekday = (zone: string, at: Date) => ({ weekday: weekdayOf(localTime(zone, at)) });

const earnedDays = (zone: string, sums: readonly EarnedStretch[], { days }: HomeTimes): EarnedDay[] =>
  days.slice(-FORECAST_DAYS).map((day) => ({ ...weekday(zone, day.from), cents: earnedIn(sums, day).cents }));

async function readAudience(
  ports: ReadHomePorts,
  creatorId: string,
  { today, yesterday, week, lastWeek, days, end, now }: HomeTimes,
): Promise<{ ranges: Watched[]; streams: (EarningStream & Watched)[] }> {
  const since = wholeIntervals("hour", { from: days[0]?.from, to: end }, now);
  const request = { creatorId, ...since, byDay: false, limit: STREAMS, cursor: undefined };
  const { items } = await listStreamEarnings(ports, request);
  const { ranges, streams } = await ports.billing.getAudience({
    creatorId,
    ranges: [today, yesterday, week, lastWeek],
    streamIds: items.map(({ streamId }) => streamId),
  });
  return { ranges, streams: items.map((item) => ({ ...item, ...(streams.get(item.streamId) ?? NOBODY) })) };
}

/** Undefined also while withdrawals are unavailable: the page shows the earnings without it. */
async function readNextPayout(
  { withdrawals, schedules, payoutMethods, wallet }: ReadHomePorts,
  creatorId: string,
  zone: string,
  days: readonly EarnedDay[],
  now: Date,
): Promise<NextPayout | undefined> {
  try {
    const { openWithdrawalId } = await withdrawals.getLimits(creatorId);
    if (openWithdrawalId !== undefined) {
      // Between its request and its hold it is not visible.
      const open = await withdrawals.getWithdrawal(openWithdrawalId).catch(() => undefined);
      if (open) return ofWithdrawal(open);
    }
    const [schedule, methods, money] = await Promise.all([
      schedules.getSchedule(creatorId),
      payoutMethods.listPayoutMethods(creatorId),
      wallet.getAvailability(creatorId),
    ]);
    const mean = meanByWeekday(days);
    return ofSchedule(schedule, money, {
      now,
      isPayable: methods.some(({ state }) => state === "ready"),
      meanOf: mean && ((day) => mean(weekdayOf(localTime(zone, day)))),
    });
  } catch (error) {
    if (error instanceof MetercastError && error.code === "unavailable") return undefined;
    throw error;
  }
}

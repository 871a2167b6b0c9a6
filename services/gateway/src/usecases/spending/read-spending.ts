import { type Day, dayNumber, dayOf, localDay, localMidnight } from "@metercast/calendar";
import type { Clock } from "@metercast/runtime";
import type { Spending, SpendingReport } from "../../ports/spending.ts";
import type { Wallet } from "../../ports/wallet.ts";

/** A quarter of a year: billing and the wallet answer for no more days at once. */
export const MAX_DAYS = 93;
const DEFAULT_DAYS = 30;
const DAY_MS = 86_400_000;

export interface ReadSpendingPorts {
  billing: Pick<Spending, "getSpending">;
  wallet: Pick<Wallet, "getBalanceHistory">;
  clock: Clock;
}

export interface ReadSpending {
  viewerId: string;
  zone: string;
  /** A day such as 2026-11-01. Undefined: so that there are thirty days. */
  from?: string | undefined;
  /** The last day. Undefined: today. */
  to?: string | undefined;
}

export interface SpendingOfDays extends Omit<SpendingReport, "streamDays"> {
  from: Day;
  to: Day;
  streamDays: (Omit<SpendingReport["streamDays"][number], "day"> & { day: Day })[];
  /** At the start of each day, and at the end of the last one. */
  balances: { at: Date; tokens: bigint }[];
}

/** What a viewer paid by stream and day, and their balance along these days; undefined: too many days. */
export async function readSpending(
  { billing, wallet, clock }: ReadSpendingPorts,
  { viewerId, zone, ...period }: ReadSpending,
): Promise<SpendingOfDays | undefined> {
  const now = new Date(clock.now());
  const last = period.to === undefined ? dayNumber(localDay(zone, now)) : numberOf(period.to);
  const first = period.from === undefined ? last + 1 - DEFAULT_DAYS : numberOf(period.from);
  const count = last - first + 1;
  if (count < 1 || count > MAX_DAYS) return undefined;
  const days = Array.from({ length: count + 1 }, (_, index) => dayOf(first + index));
  const bounds = days.map((day) => localMidnight(zone, day));
  // A day that its zone skipped has no length: it would be a bound twice.
  const kept = bounds.flatMap((at, index) => (index > 0 && at <= bounds[index - 1]! ? [] : [index]));
  const starts = kept.map((index) => bounds[index]!);
  const times = starts.map((at) => (at < now ? at : now));
  const [report, balances] = await Promise.all([
    billing.getSpending({ viewerId, bounds: starts }),
    wallet.getBalanceHistory({ userId: viewerId, asset: "TOKEN", times }),
  ]);
  return {
    ...report,
    from: dayOf(first),
    to: dayOf(last),
    streamDays: report.streamDays.map((one) => ({ ...one, day: days[kept[one.day]!]! })),
    balances: times
      .map((at, index) => ({ at, tokens: balances[index] ?? 0n }))
      // Days that have not come have no balance of their own.
      .filter((_, index) => index === 0 || starts[index - 1]! < now),
  };
}

const numberOf = (day: string): number => Date.parse(day) / DAY_MS;

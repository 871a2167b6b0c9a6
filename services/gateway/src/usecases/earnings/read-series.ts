import { type Clock, MetercastError } from "@metercast/runtime";
import { type Interval, type Period, starts, wholeIntervals } from "../../domain/period.ts";
import type { Billing } from "../../ports/billing.ts";
import type { EarningsPoint, Wallet } from "../../ports/wallet.ts";

export interface ReadSeriesPorts {
  wallet: Pick<Wallet, "sumEarnings">;
  billing: Pick<Billing, "getStream">;
  clock: Clock;
}

export interface SeriesRequest {
  creatorId: string;
  /** Undefined: all streams of the creator. */
  streamId: string | undefined;
  interval: Interval;
  from: Date | undefined;
  to: Date | undefined;
  /** Of the days and months. */
  zone: string;
}

export interface EarningsSeries {
  interval: Interval;
  zone: string;
  period: Period;
  streamId: string | undefined;
  total: { cents: bigint; minutes: bigint };
  /** Every interval of the period. */
  points: EarningsPoint[];
}

/**
 * Earnings per interval; undefined if the period has too many intervals.
 * @throws stream_not_found, also for somebody else's
 */
export async function readSeries(
  { wallet, billing, clock }: ReadSeriesPorts,
  { creatorId, streamId, interval, from, to, zone }: SeriesRequest,
): Promise<EarningsSeries | undefined> {
  const period = wholeIntervals(interval, { from, to }, new Date(clock.now()), zone);
  const intervals = starts(interval, period, zone);
  if (!intervals) return undefined;
  if (streamId !== undefined) await assertOwn(billing, streamId, creatorId);
  const points =
    intervals.length === 0
      ? []
      : await wallet.sumEarnings({ creatorId, starts: intervals, to: period.to, streamId });
  const total = { cents: 0n, minutes: 0n };
  for (const { cents, minutes } of points) {
    total.cents += cents;
    total.minutes += minutes;
  }
  return { interval, zone, period, streamId, total, points };
}

async function assertOwn(billing: Pick<Billing, "getStream">, streamId: string, creatorId: string) {
  const stream = await billing.getStream(streamId);
  if (stream.creatorId !== creatorId) throw new MetercastError("stream_not_found");
}

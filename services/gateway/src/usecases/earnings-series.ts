import { SeriesInterval } from "@metercast/contracts/wallet/v1/wallet.ts";
import { MetercastError } from "@metercast/runtime";
import { tokens, usd } from "../domain/amounts.ts";
import { type Interval, starts, wholeIntervals } from "../domain/period.ts";
import type { Billing } from "../ports/billing.ts";
import type { Wallet } from "../ports/wallet.ts";

export interface SeriesRequest {
  creatorId: string;
  /** Empty: all of the creator's. */
  streamId: string;
  interval: Interval;
  from: Date | undefined;
  to: Date | undefined;
}

const WIRE: Readonly<Record<Interval, SeriesInterval>> = {
  hour: SeriesInterval.SERIES_INTERVAL_HOUR,
  day: SeriesInterval.SERIES_INTERVAL_DAY,
  month: SeriesInterval.SERIES_INTERVAL_MONTH,
};

/** A chart of earnings: every interval of the period is there. @throws stream_not_found also for somebody else's */
export async function earningsSeries(
  { wallet, billing }: { wallet: Pick<Wallet, "getEarningsSeries">; billing: Pick<Billing, "getStream"> },
  { creatorId, streamId, interval, from, to }: SeriesRequest,
  now: Date,
) {
  const period = wholeIntervals(interval, { from, to }, now);
  const intervals = starts(interval, period);
  if (!intervals) return "too_many";
  if (streamId !== "") await assertOwn(billing, streamId, creatorId);
  const { points } = await wallet.getEarningsSeries({
    creatorId,
    interval: WIRE[interval],
    ...period,
    streamId,
  });
  const earned = new Map(points.map((point) => [point.start?.getTime(), point]));
  const total = points.reduce(
    (sum, { cents, minutes }) => ({ cents: sum.cents + cents, minutes: sum.minutes + minutes }),
    { cents: 0n, minutes: 0n },
  );
  return {
    interval,
    time_zone: "UTC" as const,
    from: period.from.toISOString(),
    to: period.to.toISOString(),
    stream_id: streamId === "" ? null : streamId,
    earned: usd(total.cents),
    viewer_minutes: tokens(total.minutes),
    points: intervals.map((start) => {
      const { cents = 0n, minutes = 0n } = earned.get(start.getTime()) ?? {};
      return { start: start.toISOString(), earned: usd(cents), viewer_minutes: tokens(minutes) };
    }),
  };
}

async function assertOwn(billing: Pick<Billing, "getStream">, streamId: string, creatorId: string) {
  const { stream } = await billing.getStream({ streamId });
  if (stream?.creatorId !== creatorId) throw new MetercastError("stream_not_found");
}

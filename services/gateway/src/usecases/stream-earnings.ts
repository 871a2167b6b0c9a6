import { MetercastError } from "@metercast/runtime";
import { tokens, usd } from "../domain/amounts.ts";
import { wholeIntervals } from "../domain/period.ts";
import type { Billing } from "../ports/billing.ts";
import type { Wallet } from "../ports/wallet.ts";
import { isLive, isoTime, time } from "./views.ts";

export interface StreamEarningsRequest {
  creatorId: string;
  /** Undefined: since there is anything. */
  from: Date | undefined;
  to: Date | undefined;
  byDay: boolean;
  limit: number;
  cursor: string;
}

const BEGINNING = new Date(Date.UTC(2000, 0));

/** Earnings from the wallet's rollups, with what billing knows of the streams. */
export async function streamEarnings(
  { wallet, billing }: { wallet: Pick<Wallet, "listStreamEarnings">; billing: Pick<Billing, "getStreams"> },
  { from = BEGINNING, to, ...query }: StreamEarningsRequest,
  now: Date,
) {
  const period = wholeIntervals("hour", { from, to }, now);
  const answer = await wallet.listStreamEarnings({ ...query, ...period });
  const streamIds = [...new Set(answer.rows.map(({ streamId }) => streamId))];
  const { streams } = streamIds.length > 0 ? await billing.getStreams({ streamIds }) : { streams: [] };
  const known = new Map(streams.map((stream) => [stream.id, stream]));
  const rows = answer.rows.map(({ streamId, day, cents, minutes }) => {
    const stream = known.get(streamId);
    if (!stream) throw new MetercastError("internal", "a stream that earned is not known to billing");
    return {
      stream_id: streamId,
      title: stream.title,
      status: isLive(stream) ? ("live" as const) : ("ended" as const),
      started_at: time(stream.startedAt),
      ended_at: isoTime(stream.endedAt),
      day: isoTime(day)?.slice(0, 10) ?? null,
      earned: usd(cents),
      viewer_minutes: tokens(minutes),
      viewers: stream.viewers,
      per_minute: usd(stream.creatorCentsPerMinuteNow),
    };
  });
  return { rows, nextCursor: answer.nextCursor };
}

import { type Clock, MetercastError } from "@metercast/runtime";
import { wholeIntervals } from "../../domain/period.ts";
import type { Stream } from "../../domain/stream.ts";
import type { Billing } from "../../ports/billing.ts";
import type { Page, PageRequest } from "../../ports/calls.ts";
import type { StreamEarningsRow, Wallet } from "../../ports/wallet.ts";

export interface ListStreamEarningsPorts {
  wallet: Pick<Wallet, "listStreamEarnings">;
  billing: Pick<Billing, "getStreams">;
  clock: Clock;
}

export interface StreamEarningsRequest extends PageRequest {
  creatorId: string;
  /** Undefined: since the beginning. */
  from: Date | undefined;
  to: Date | undefined;
  byDay: boolean;
}

export interface EarningStream extends StreamEarningsRow {
  stream: Stream;
}

const BEGINNING = new Date(Date.UTC(2000, 0));

/** The wallet's earnings per stream, with the streams from billing. */
export async function listStreamEarnings(
  { wallet, billing, clock }: ListStreamEarningsPorts,
  { from = BEGINNING, to, ...request }: StreamEarningsRequest,
): Promise<Page<EarningStream>> {
  const period = wholeIntervals("hour", { from, to }, new Date(clock.now()));
  const { items, nextCursor } = await wallet.listStreamEarnings({ ...request, period });
  const streamIds = [...new Set(items.map(({ streamId }) => streamId))];
  const streams = streamIds.length > 0 ? await billing.getStreams(streamIds) : [];
  const byId = new Map(streams.map((stream) => [stream.id, stream]));
  const rows = items.map((row) => {
    const stream = byId.get(row.streamId);
    if (!stream) throw new MetercastError("internal", "billing does not know a stream that has earnings");
    return { ...row, stream };
  });
  return { items: rows, nextCursor };
}

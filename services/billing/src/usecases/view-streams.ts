import { rateFor } from "../domain/rates.ts";
import type { Stream } from "../domain/stream.ts";
import type { Store } from "../ports/store.ts";

/** A stream with the prices of a session that starts now, and its audience. */
export interface StreamView extends Stream {
  tokensPerMinute: number;
  creatorCentsPerMinute: number;
  viewers: number;
  creatorCentsPerMinuteNow: number;
}

export interface ViewStreamsPorts {
  store: Pick<Store, "streams" | "rates">;
}

/** Adds prices and audience to streams, in one query each. */
export async function viewStreams(
  { store }: ViewStreamsPorts,
  streams: readonly Stream[],
): Promise<StreamView[]> {
  if (streams.length === 0) return [];
  const [cards, audience] = await Promise.all([
    store.rates.current(streams),
    store.streams.audience(streams.map((stream) => stream.id)),
  ]);
  return streams.map((stream) => {
    const { tokensPerMinute, creatorCentsPerMinute } = rateFor(stream, cards);
    const { viewers, centsPerMinute } = audience.get(stream.id) ?? { viewers: 0, centsPerMinute: 0 };
    return {
      ...stream,
      tokensPerMinute,
      creatorCentsPerMinute,
      viewers,
      creatorCentsPerMinuteNow: centsPerMinute,
    };
  });
}

import { MetercastError } from "@metercast/runtime";
import { rateFor } from "../domain/rates.ts";
import type { Stream } from "../domain/stream.ts";
import type { Page, Paged, Store } from "../ports.ts";

/** A stream with what changes about it: the prices of a session that starts now, and who is watching. */
export interface StreamView extends Stream {
  tokensPerMinute: number;
  creatorCentsPerMinute: number;
  viewers: number;
  creatorCentsPerMinuteNow: number;
}

/** Adds prices and audience to streams, in one query each. */
export async function viewStreams(store: Store, streams: readonly Stream[]): Promise<StreamView[]> {
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

/** @throws stream_not_found */
export function getStream({ store }: { store: Store }) {
  return async (id: string): Promise<StreamView> => {
    const stream = await store.streams.find(id);
    const [view] = stream ? await viewStreams(store, [stream]) : [];
    if (!view) throw new MetercastError("stream_not_found");
    return view;
  };
}

/** Some streams, in no order; what is none is left out. */
export function getStreams({ store }: { store: Store }) {
  return async (ids: readonly string[]): Promise<StreamView[]> =>
    viewStreams(store, await store.streams.findAll(ids));
}

/** Live ones first, then newest first; `creatorId` empty: everybody's. */
export function listStreams({ store }: { store: Store }) {
  return async (page: Page, creatorId: string): Promise<Paged<StreamView>> => {
    const { items, nextCursor } = await store.streams.list(page, creatorId);
    return { items: await viewStreams(store, items), nextCursor };
  };
}

import type { Stream } from "../domain/stream.ts";
import type { Page, Paged } from "./page.ts";

export interface Streams {
  find(id: string): Promise<Stream | undefined>;
  /** The streams that exist among `ids`, in no order. */
  findAll(ids: readonly string[]): Promise<Stream[]>;
  /**
   * Live streams first, then newest first; `creatorId` empty: of all creators. @throws invalid_request for
   * a foreign cursor
   */
  list(page: Page, creatorId: string): Promise<Paged<Stream>>;
  /** Open sessions of each stream that has any, and what they earn a minute. */
  audience(ids: readonly string[]): Promise<Map<string, Audience>>;
  live(): Promise<Live>;
  /** Ended streams that still have open sessions, oldest first. */
  ending(limit: number): Promise<Stream[]>;
}

export interface Audience {
  viewers: number;
  centsPerMinute: number;
}

/** Totals over all live streams: open sessions, and what they pay and earn a minute. */
export interface Live {
  streams: number;
  viewers: number;
  tokensPerMinute: bigint;
  creatorCentsPerMinute: bigint;
}

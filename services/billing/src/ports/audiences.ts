import type { AudienceChange } from "../domain/stream-history.ts";

/** How many different viewers, and for how long. */
export interface Watched {
  viewers: number;
  watchSeconds: number;
}

/** Times in ms; `to` is not part of it. */
export interface Range {
  from: number;
  to: number;
}

/** What the sessions of a creator's streams say of the people who watched. */
export interface Audiences {
  /** In the order of the ranges. An open session counts up to `now`. */
  ofRanges(creatorId: string, ranges: readonly Range[], now: number): Promise<Watched[]>;
  /** Of those streams that are the creator's and had a session. */
  ofStreams(creatorId: string, streamIds: readonly string[], now: number): Promise<Map<string, Watched>>;
  /** How a stream's open sessions changed up to each time; `times` ascend. */
  changes(streamId: string, times: readonly number[]): Promise<AudienceChange[]>;
}

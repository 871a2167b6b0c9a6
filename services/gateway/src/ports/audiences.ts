import type { Period } from "../domain/period.ts";

/** How many different viewers, and for how long. */
export interface Watched {
  viewers: number;
  watchSeconds: number;
}

export interface Audiences {
  /** Ranges in the order of the request; streams without a viewer are left out. */
  getAudience(request: {
    creatorId: string;
    ranges: Period[];
    streamIds: string[];
  }): Promise<{ ranges: Watched[]; streams: Map<string, Watched> }>;
  /** @throws stream_not_found */
  getStreamHistory(streamId: string): Promise<StreamHistory>;
}

/** A stream's viewers and what they earned a minute, from its start. */
export interface StreamHistory {
  creatorId: string;
  startedAt: Date;
  endedAt: Date | undefined;
  asOf: Date;
  stepSeconds: number;
  points: { at: Date; viewers: number; centsPerMinute: bigint }[];
}

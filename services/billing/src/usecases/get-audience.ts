import type { Clock } from "@metercast/runtime";
import type { Range, Watched } from "../ports/audiences.ts";
import type { Store } from "../ports/store.ts";

export interface GetAudiencePorts {
  store: Pick<Store, "audiences">;
  clock: Clock;
}

export interface AudienceRequest {
  creatorId: string;
  ranges: Range[];
  streamIds: string[];
}

/** How many different viewers a creator had in some times and in some streams, and for how long. */
export async function getAudience(
  { store, clock }: GetAudiencePorts,
  { creatorId, ranges, streamIds }: AudienceRequest,
): Promise<{ ranges: Watched[]; streams: Map<string, Watched> }> {
  const now = clock.now();
  const [ofRanges, streams] = await Promise.all([
    ranges.length > 0 ? store.audiences.ofRanges(creatorId, ranges, now) : [],
    streamIds.length > 0 ? store.audiences.ofStreams(creatorId, streamIds, now) : new Map<string, Watched>(),
  ]);
  return { ranges: ofRanges, streams };
}

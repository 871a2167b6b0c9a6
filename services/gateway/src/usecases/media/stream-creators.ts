import { MetercastError } from "@metercast/runtime";
import { BoundedMap } from "../../domain/bounded-map.ts";
import type { Billing } from "../../ports/billing.ts";

export interface StreamCreators {
  /** The creator of a stream; undefined for an unknown stream. */
  of(streamId: string): Promise<string | undefined>;
}

/** 100 bytes each. */
const CAPACITY = 10_000;

/** A cache: the creator of a stream never changes. */
export function streamCreators(billing: Pick<Billing, "getStream">): StreamCreators {
  const known = new BoundedMap<string, string>(CAPACITY);
  return {
    async of(streamId) {
      const before = known.get(streamId);
      if (before !== undefined) return before;
      const stream = await billing.getStream(streamId).catch((error: unknown) => {
        if (MetercastError.from(error).code !== "stream_not_found") throw error;
      });
      if (stream) known.set(streamId, stream.creatorId);
      return stream?.creatorId;
    },
  };
}

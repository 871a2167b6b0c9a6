import type { GetAudienceResponse_Audience } from "@metercast/contracts/billing/v1/audience.ts";
import type { Audiences, Watched } from "../../ports/audiences.ts";
import type { BillingCaller } from "./billing-caller.ts";
import { time } from "./values.ts";

/** Who watched, from billing's sessions. */
export const audiences = (billing: BillingCaller): Audiences => ({
  async getAudience(request) {
    const { ranges, streams } = await billing.getAudience(request);
    return {
      ranges: ranges.map(watched),
      streams: new Map(streams.map(({ streamId, audience }) => [streamId, watched(audience)])),
    };
  },
  async getStreamHistory(streamId) {
    const { creatorId, startedAt, endedAt, asOf, stepSeconds, points } = await billing.getStreamHistory({
      streamId,
    });
    return {
      creatorId,
      startedAt: time(startedAt),
      endedAt,
      asOf: time(asOf),
      stepSeconds,
      points: points.map(({ at, viewers, creatorCentsPerMinute: centsPerMinute }) => ({
        at: time(at),
        viewers,
        centsPerMinute,
      })),
    };
  },
});

const watched = (audience: GetAudienceResponse_Audience | undefined): Watched => ({
  viewers: audience?.viewers ?? 0,
  watchSeconds: Number(audience?.watchSeconds ?? 0n),
});

import { publicId, uuidOf } from "@metercast/contracts";
import type { BillingServiceService } from "@metercast/contracts/billing/v1/billing.ts";
import { type Handlers, z } from "@metercast/runtime";
import { userId, validate } from "@metercast/validation";
import type { Watched } from "../../ports/audiences.ts";
import { type GetAudiencePorts, getAudience } from "../../usecases/get-audience.ts";
import { type GetStreamHistoryPorts, getStreamHistory } from "../../usecases/get-stream-history.ts";
import { known } from "./requests.ts";

/** Two months: what a page compares. */
const MOST_MS = 62 * 86_400_000;
const time = z.date({ error: "is required" }).transform((at) => at.getTime());
const AUDIENCE = z.object({
  creatorId: userId,
  ranges: z
    .array(
      z
        .object({ from: time, to: time })
        .refine(({ from, to }) => from <= to && to - from <= MOST_MS, "at most 62 days"),
    )
    .max(8),
  streamIds: z.array(z.string()).max(20),
});

/** What sessions say of a creator's audience: handlers of reads. */
export function audience(
  ports: GetAudiencePorts & GetStreamHistoryPorts,
): Pick<Handlers<typeof BillingServiceService>, "getAudience" | "getStreamHistory"> {
  return {
    async getAudience(request) {
      const { streamIds, ...asked } = validate(AUDIENCE, request);
      const uuids = streamIds.flatMap((id) => uuidOf("stream", id) ?? []);
      const { ranges, streams } = await getAudience(ports, { ...asked, streamIds: uuids });
      return {
        ranges: ranges.map(toMessage),
        streams: [...streams].map(([id, watched]) => ({
          streamId: publicId("stream", id),
          audience: toMessage(watched),
        })),
      };
    },
    async getStreamHistory({ streamId }) {
      const { stream, asOf, stepSeconds, points } = await getStreamHistory(ports, known("stream", streamId));
      return {
        creatorId: stream.creatorId,
        startedAt: new Date(stream.startedAt),
        endedAt: stream.endedAt === undefined ? undefined : new Date(stream.endedAt),
        asOf: new Date(asOf),
        stepSeconds,
        points: points.map(({ at, viewers, centsPerMinute }) => ({
          at: new Date(at),
          viewers,
          creatorCentsPerMinute: BigInt(centsPerMinute),
        })),
      };
    },
  };
}

const toMessage = ({ viewers, watchSeconds }: Watched) => ({ viewers, watchSeconds: BigInt(watchSeconds) });

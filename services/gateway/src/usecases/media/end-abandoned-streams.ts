import { StreamStatus } from "@metercast/contracts/billing/v1/billing.ts";
import { type Logger, MetercastError } from "@metercast/runtime";
import { isPresent } from "../../domain/media-stay.ts";
import type { Billing } from "../../ports/billing.ts";
import type { MediaAbsence, MediaAbsences } from "../../ports/media-absences.ts";
import type { MediaStays } from "../../ports/media-stays.ts";

export interface AbandonedPorts {
  billing: Pick<Billing, "getStream" | "endStream">;
  stays: Pick<MediaStays, "of" | "anyPresent">;
  absences: MediaAbsences;
  log: Logger;
}

/** Streams looked at in one go; the next one goes on. */
const MAX_STREAMS = 50;

/**
 * Ends streams whose room was closed, or whose creator left it, some time ago. Whether that still holds is decided now, by all that was heard until now: so webhooks
 * that came late, twice or in another order make no difference. Ending twice is ending once, so every replica may do this. Gives the number of streams that it ended.
 */
export function endAbandonedStreams(ports: AbandonedPorts) {
  return async (): Promise<number> => {
    let ended = 0;
    for (const absence of await ports.absences.due(MAX_STREAMS)) {
      try {
        if (await endIfAbandoned(ports, absence)) ended += 1;
        await ports.absences.done(absence);
      } catch (err) {
        // Billing is away: it stays due, and others are not kept waiting.
        ports.log.warn(
          { err, stream_id: absence.streamId },
          "media: a stream without its creator is not ended yet",
        );
      }
    }
    return ended;
  };
}

async function endIfAbandoned(ports: AbandonedPorts, { streamId }: MediaAbsence): Promise<boolean> {
  const { stream } = await ports.billing.getStream({ streamId }).catch(unlessUnknown);
  if (stream?.status !== StreamStatus.STREAM_STATUS_LIVE) return false;
  const { creatorId } = stream;
  const own = await ports.stays.of(streamId, creatorId);
  // A creator who sends by other means (an encoder) is never in the room: then it counts whether anybody is.
  const isBack = own.length > 0 ? own.some(isPresent) : await ports.stays.anyPresent(streamId);
  if (isBack) return false;
  await ports.billing.endStream({ streamId, actorId: creatorId, actorIsAdmin: false });
  ports.log.info(
    { stream_id: streamId },
    "media: its creator or its room was gone for too long: the stream has ended",
  );
  return true;
}

function unlessUnknown(error: unknown): { stream?: undefined } {
  if (MetercastError.from(error).code === "stream_not_found") return {};
  throw error;
}

import { type Logger, MetercastError } from "@metercast/runtime";
import { isPresent } from "../../domain/media-stay.ts";
import type { Billing } from "../../ports/billing.ts";
import type { MediaAbsence, MediaAbsences } from "../../ports/media-absences.ts";
import type { MediaStays } from "../../ports/media-stays.ts";

export interface EndAbandonedStreamsPorts {
  billing: Pick<Billing, "getStream" | "endStream">;
  stays: Pick<MediaStays, "of" | "anyPresent">;
  absences: MediaAbsences;
  log: Logger;
}

/** Streams in one run; the next run continues. */
const MAX_STREAMS = 50;

/**
 * Ends streams whose room was closed, or whose creator left it, some time ago. The decision uses all
 * reports until now, so late, repeated and reordered webhooks make no difference. Every replica may run
 * this: ending twice is ending once. Returns the number of streams that it ended.
 */
export async function endAbandonedStreams(ports: EndAbandonedStreamsPorts): Promise<number> {
  let ended = 0;
  for (const absence of await ports.absences.due(MAX_STREAMS)) {
    try {
      if (await endIfAbandoned(ports, absence)) ended += 1;
      await ports.absences.done(absence);
    } catch (err) {
      // Billing is down: the absence stays due, and the others go on.
      ports.log.warn(
        { err, stream_id: absence.streamId },
        "media: a stream without its creator could not be ended yet",
      );
    }
  }
  return ended;
}

async function endIfAbandoned(
  { billing, stays, log }: EndAbandonedStreamsPorts,
  { streamId }: MediaAbsence,
): Promise<boolean> {
  const stream = await billing.getStream(streamId).catch(unlessNotFound);
  if (!stream?.isLive) return false;
  const { creatorId } = stream;
  const own = await stays.of(streamId, creatorId);
  // A creator who sends with an encoder is never in the room: then any participant counts.
  const isBack = own.length > 0 ? own.some(isPresent) : await stays.anyPresent(streamId);
  if (isBack) return false;
  await billing.endStream({ streamId, actorId: creatorId, actorIsAdmin: false });
  log.info({ stream_id: streamId }, "media: ended a stream without its creator or its room");
  return true;
}

function unlessNotFound(error: unknown): undefined {
  if (MetercastError.from(error).code === "stream_not_found") return undefined;
  throw error;
}

import { type Job, type Logger, startJob } from "@metercast/runtime";
import type { MediaDoor } from "../adapters/http/deps.ts";
import type { Database } from "../adapters/postgres/database.ts";
import { mediaAbsences } from "../adapters/postgres/media-absences.ts";
import type { Config } from "../config.ts";
import type { Billing } from "../ports/billing.ts";
import type { MediaStays } from "../ports/media-stays.ts";
import { endAbandonedStreams } from "../usecases/media/end-abandoned-streams.ts";
import type { MediaOutcome } from "../usecases/media/media-outcome.ts";
import { streamCreators } from "../usecases/media/stream-creators.ts";
import { takeMediaEvent } from "../usecases/media/take-media-event.ts";
import type { WatchPorts } from "../usecases/watch/watching.ts";

const ABANDONED_MS = 2_000;

export interface MediaParts {
  config: Config;
  database: Database;
  billing: Billing;
  stays: MediaStays;
  watch: WatchPorts;
  log: Logger;
  onEvent: (outcome: MediaOutcome) => void;
}

/**
 * The webhook of the media server. The job also runs without one: it ends streams that an earlier
 * configuration noted.
 */
export async function startMedia({ config, database, billing, stays, watch, log, onEvent }: MediaParts) {
  const absences = mediaAbsences(database);
  const read = await mediaReader(config);
  const graceMs = config.MEDIA_END_GRACE_SECONDS * 1_000;
  const ports = { watch, stays, absences, creators: streamCreators(billing), graceMs, log };
  const door: MediaDoor | undefined = read && {
    read,
    take: async (event) => onEvent(await takeMediaEvent(ports, event)),
  };
  const job: Job = startJob({
    name: "end_abandoned_streams",
    everyMs: ABANDONED_MS,
    log,
    run: () => endAbandonedStreams({ billing, stays, absences, log }),
  });
  return { door, job };
}

/** LiveKit's SDK is large: loaded only with a configured key. */
async function mediaReader({ LIVEKIT_API_KEY: key, LIVEKIT_API_SECRET: secret }: Config) {
  if (key === undefined || secret === undefined) return undefined;
  const { livekitEvents } = await import("../adapters/livekit/livekit-events.ts");
  return livekitEvents(key, secret);
}

import type { Logger } from "@metercast/runtime";
import type { MediaAbsences } from "../../ports/media-absences.ts";
import type { MediaStays } from "../../ports/media-stays.ts";
import type { WatchPorts } from "../watch/watching.ts";
import type { StreamCreators } from "./stream-creators.ts";

/**
 * The effect of an event: it opened or ended a session, billing refused to open one, or nothing was to be
 * done.
 */
export const MEDIA_OUTCOMES = ["opened", "ended", "refused", "nothing"] as const;
export type MediaOutcome = (typeof MEDIA_OUTCOMES)[number];

export interface TakeMediaEventPorts {
  watch: WatchPorts;
  stays: MediaStays;
  absences: Pick<MediaAbsences, "note">;
  creators: StreamCreators;
  /** How long a stream goes on without its room, or without its creator in it. */
  graceMs: number;
  log: Logger;
}

import type { Clock } from "@metercast/runtime";
import type { Session } from "../../domain/stream.ts";
import type { Billing } from "../../ports/billing.ts";
import type { MediaStays } from "../../ports/media-stays.ts";
import type { KnownSessions } from "../live/known-sessions.ts";
import type { Standing, Standings } from "../live/standings.ts";
import type { Presence } from "./presence.ts";

/** A session with what its viewer has left. */
export interface Watching {
  session: Session;
  standing: Standing;
}

export interface WatchPorts {
  billing: Pick<Billing, "joinStream" | "billSession" | "leaveSession" | "listSessions" | "getStream">;
  presence: Presence;
  sessions: KnownSessions;
  standings: Standings;
  stays: Pick<MediaStays, "of">;
  clock: Clock;
}

export type PresencePolicy = "any" | "both";

/** A live or ended broadcast. Times in ms since the epoch. */
export interface Stream {
  id: string;
  creatorId: string;
  title: string;
  /**
   * "any": a heartbeat or the media plane shows that a viewer watches. "both": they must agree.
   * (`witnesses` in the API.)
   */
  presencePolicy: PresencePolicy;
  startedAt: number;
  endedAt: number | undefined;
  endedBy: string | undefined;
  sessionsEnded: boolean;
}

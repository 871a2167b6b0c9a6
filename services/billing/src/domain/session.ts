/** Why a session ended. The first reason stays. */
export const END_REASONS = ["left", "lost", "insufficient_funds", "stream_ended", "spending_limit"] as const;
export type EndReason = (typeof END_REASONS)[number];

/** A viewer's session in a stream. Times in ms since the epoch, prices in whole tokens and cents. */
export interface Session {
  /** UUIDv7; its first 48 bits are `startedAt`. */
  id: string;
  streamId: string;
  viewerId: string;
  creatorId: string;
  state: "joining" | "active" | "ended";
  /** Billing's order of joining. */
  sequence: number;
  tokensPerMinute: number;
  creatorCentsPerMinute: number;
  minuteMs: number;
  /** The wallet's account numbers; undefined while joining. */
  viewerAccount: number | undefined;
  creatorAccount: number | undefined;
  startedAt: number;
  /**
   * What earlier sessions with the same creator left unpaid, in milliseconds at this session's price. Fixed
   * at the start.
   */
  carriedMs: number;
  /** Of a lost session: how long the viewer was silent before the meter declared it lost; else 0. */
  silentMs: number;
  /**
   * With presence policy "both": since when the media plane has seen the viewer, 0 while it has not.
   * Undefined with "any".
   */
  mediaFrom?: number | undefined;
  lastSeenAt: number;
  minutesEmitted: number;
  minutesBilled: number;
  /** The first refused minute; 0: none. */
  refusedMinute: number;
  endedAt: number | undefined;
  endReason: EndReason | undefined;
  settled: boolean;
  /** Grows if the viewer's limits or their other open sessions change; 0: no limit. */
  limitsVersion: number;
}

/** Tokens that the session has paid so far. */
export const tokensCharged = (session: Pick<Session, "minutesBilled" | "tokensPerMinute">): number =>
  session.minutesBilled * session.tokensPerMinute;

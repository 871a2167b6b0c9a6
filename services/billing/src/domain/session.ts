/** Why a session ended. The first reason stays. */
export const END_REASONS = ["left", "lost", "insufficient_funds", "stream_ended"] as const;
export type EndReason = (typeof END_REASONS)[number];

/** A session as everybody sees it. Times in ms since the epoch, prices in whole tokens and cents. */
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
  /** What earlier sessions with the same creator left unpaid, in milliseconds at this one's price. Fixed at the start. */
  carriedMs: number;
  /** Of a lost one: how long the viewer was silent before it was declared lost; else 0. */
  silentMs: number;
  /** Where its stream asks for both witnesses: since when the media plane has seen the viewer, 0 while it has not. Undefined: one witness is enough. */
  mediaFrom?: number | undefined;
  lastSeenAt: number;
  minutesEmitted: number;
  minutesBilled: number;
  /** The first minute that was refused; 0 while there is none. */
  refusedMinute: number;
  endedAt: number | undefined;
  endReason: EndReason | undefined;
  settled: boolean;
}

/** Tokens that a session was charged so far. */
export const tokensCharged = (session: Pick<Session, "minutesBilled" | "tokensPerMinute">): number =>
  session.minutesBilled * session.tokensPerMinute;

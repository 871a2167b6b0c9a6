/**
 * What must report a viewer for a minute to be due: any source, or the player and the media server both.
 * HTTP and protos: `witnesses`.
 */
export const PRESENCE_POLICIES = ["any", "both"] as const;
export type PresencePolicy = (typeof PRESENCE_POLICIES)[number];

export interface Stream {
  id: string;
  title: string;
  creatorId: string;
  isLive: boolean;
  presencePolicy: PresencePolicy;
  /** The prices of a session that starts now. */
  tokensPerMinute: bigint;
  creatorCentsPerMinute: bigint;
  /** What all open sessions earn a minute. */
  creatorCentsPerMinuteNow: bigint;
  /** Open sessions. */
  viewers: number;
  startedAt: Date;
  endedAt: Date | undefined;
}

/** A creator's earnings in one stream. */
export interface StreamEarnings {
  minutes: bigint;
  cents: bigint;
}

/** A viewer in a stream. */
export interface Session {
  id: string;
  streamId: string;
  viewerId: string;
  isActive: boolean;
  presencePolicy: PresencePolicy;
  startedAt: Date;
  endedAt: Date | undefined;
  endReason: string | undefined;
  minutesBilled: number;
  tokensCharged: bigint;
  tokensPerMinute: bigint;
  /** Unpaid time of the viewer's earlier sessions with this creator, at this session's price. */
  carriedMs: number;
}

export const RATE_SCOPES = ["platform", "creator", "stream"] as const;
export type RateScope = (typeof RATE_SCOPES)[number];

/** Prices of a minute in a scope; the most special scope counts. */
export interface RateTerms {
  scope: RateScope;
  /** Undefined for the platform. */
  scopeId: string | undefined;
  tokensPerMinute: bigint;
  creatorCentsPerMinute: bigint;
}

/** A version of a rate card. */
export interface Rate extends RateTerms {
  id: string;
  version: number;
  reason: string;
  createdBy: string;
  createdAt: Date;
}

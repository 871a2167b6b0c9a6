import type { RateCard, RateScope } from "../../domain/rates.ts";
import type { EndReason, Session } from "../../domain/session.ts";
import type { PresencePolicy, Stream } from "../../domain/stream.ts";

// int8 comes as bigint; what is below 2^53 by its CHECK or by nature is asked for as float8 and used as a number.

/** `s` is the alias of session. */
export const SESSION_COLUMNS = `s.id::text, s.sequence::float8, s.stream_id::text, s.viewer_id, s.creator_id, s.state, s.tokens_per_minute,
  s.creator_cents_per_minute, s.minute_ms, s.viewer_account::float8, s.creator_account::float8, ms_of(s.started_at) AS started_ms, s.carried_ms,
  s.witnesses, ms_of(s.media_from) AS media_from_ms,  ms_of(s.last_seen_at) AS last_seen_ms, s.minutes_emitted, s.minutes_billed, s.refused_minute, ms_of(s.ended_at) AS ended_ms, s.end_reason, s.silent_ms, s.settled`;

export interface SessionRow {
  id: string;
  sequence: number;
  stream_id: string;
  viewer_id: string;
  creator_id: string;
  state: Session["state"];
  tokens_per_minute: number;
  creator_cents_per_minute: number;
  minute_ms: number;
  viewer_account: number | null;
  creator_account: number | null;
  started_ms: number;
  carried_ms: number;
  witnesses: PresencePolicy;
  media_from_ms: number | null;
  last_seen_ms: number;
  minutes_emitted: number;
  minutes_billed: number;
  refused_minute: number;
  ended_ms: number | null;
  end_reason: EndReason | null;
  silent_ms: number;
  settled: boolean;
}

export const toSession = (row: SessionRow): Session => ({
  id: row.id,
  streamId: row.stream_id,
  viewerId: row.viewer_id,
  creatorId: row.creator_id,
  state: row.state,
  sequence: row.sequence,
  tokensPerMinute: row.tokens_per_minute,
  creatorCentsPerMinute: row.creator_cents_per_minute,
  minuteMs: row.minute_ms,
  viewerAccount: row.viewer_account ?? undefined,
  creatorAccount: row.creator_account ?? undefined,
  startedAt: row.started_ms,
  carriedMs: row.carried_ms,
  mediaFrom: row.witnesses === "both" ? (row.media_from_ms ?? 0) : undefined,
  lastSeenAt: row.last_seen_ms,
  minutesEmitted: row.minutes_emitted,
  minutesBilled: row.minutes_billed,
  refusedMinute: row.refused_minute,
  endedAt: row.ended_ms ?? undefined,
  endReason: row.end_reason ?? undefined,
  silentMs: row.silent_ms,
  settled: row.settled,
});

export const STREAM_COLUMNS = `id::text, creator_id, title, witnesses, ms_of(started_at) AS started_ms, ms_of(ended_at) AS ended_ms, ended_by, sessions_ended`;

export interface StreamRow {
  id: string;
  creator_id: string;
  title: string;
  witnesses: PresencePolicy;
  started_ms: number;
  ended_ms: number | null;
  ended_by: string | null;
  sessions_ended: boolean;
}

export const toStream = (row: StreamRow): Stream => ({
  id: row.id,
  creatorId: row.creator_id,
  title: row.title,
  presencePolicy: row.witnesses,
  startedAt: row.started_ms,
  endedAt: row.ended_ms ?? undefined,
  endedBy: row.ended_by ?? undefined,
  sessionsEnded: row.sessions_ended,
});

export const RATE_COLUMNS = `id::text, scope, scope_id, version, tokens_per_minute, creator_cents_per_minute, reason, created_by, ms_of(created_at) AS created_ms`;

export interface RateRow {
  id: string;
  scope: RateScope;
  scope_id: string;
  version: number;
  tokens_per_minute: number;
  creator_cents_per_minute: number;
  reason: string;
  created_by: string;
  created_ms: number;
}

export const toRate = (row: RateRow): RateCard => ({
  id: row.id,
  scope: row.scope,
  scopeId: row.scope_id,
  version: row.version,
  tokensPerMinute: row.tokens_per_minute,
  creatorCentsPerMinute: row.creator_cents_per_minute,
  reason: row.reason,
  createdBy: row.created_by,
  createdAt: row.created_ms,
});

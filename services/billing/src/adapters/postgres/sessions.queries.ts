// Made by `npm run sql` from sessions.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface FindSessionParams {
  id: string;
}

export interface FindSessionRow {
  id: string;
  sequence: bigint;
  shard: number;
  stream_id: string;
  viewer_id: string;
  creator_id: string;
  state: string;
  rate_card_id: string;
  tokens_per_minute: number;
  creator_cents_per_minute: number;
  minute_ms: number;
  viewer_account: bigint | null;
  creator_account: bigint | null;
  started_at: Date;
  carried_ms: number;
  presence_policy: string;
  media_from: Date | null;
  last_seen_at: Date;
  minutes_emitted: number;
  minutes_billed: number;
  refused_minute: number;
  ended_at: Date | null;
  end_reason: string | null;
  silent_ms: number;
  carried_to: string | null;
  changed_at: Date;
  settled: boolean;
  limits_version: number;
}

/** A session by its id. */
export const findSession: Statement<FindSessionParams, FindSessionRow> = {
  sql: `SELECT * FROM session WHERE id = $1::uuid`,
  parameters: ["id"],
};

export interface NewestSessionParams {
  viewerId: string;
  streamId: string;
}

export interface NewestSessionRow {
  id: string;
  sequence: bigint;
  shard: number;
  stream_id: string;
  viewer_id: string;
  creator_id: string;
  state: string;
  rate_card_id: string;
  tokens_per_minute: number;
  creator_cents_per_minute: number;
  minute_ms: number;
  viewer_account: bigint | null;
  creator_account: bigint | null;
  started_at: Date;
  carried_ms: number;
  presence_policy: string;
  media_from: Date | null;
  last_seen_at: Date;
  minutes_emitted: number;
  minutes_billed: number;
  refused_minute: number;
  ended_at: Date | null;
  end_reason: string | null;
  silent_ms: number;
  carried_to: string | null;
  changed_at: Date;
  settled: boolean;
  limits_version: number;
}

/** The viewer's newest session in a stream that has opened. */
export const newestSession: Statement<NewestSessionParams, NewestSessionRow> = {
  sql: `SELECT * FROM session WHERE viewer_id = $1 AND stream_id = $2::uuid AND state <> 'joining' ORDER BY id DESC LIMIT 1`,
  parameters: ["viewerId", "streamId"],
};

export interface ListSessionsParams {
  viewerId: string;
  streamId: string | null;
  afterId: string | null;
  limit: number;
}

export interface ListSessionsRow {
  id: string;
  sequence: bigint;
  shard: number;
  stream_id: string;
  viewer_id: string;
  creator_id: string;
  state: string;
  rate_card_id: string;
  tokens_per_minute: number;
  creator_cents_per_minute: number;
  minute_ms: number;
  viewer_account: bigint | null;
  creator_account: bigint | null;
  started_at: Date;
  carried_ms: number;
  presence_policy: string;
  media_from: Date | null;
  last_seen_at: Date;
  minutes_emitted: number;
  minutes_billed: number;
  refused_minute: number;
  ended_at: Date | null;
  end_reason: string | null;
  silent_ms: number;
  carried_to: string | null;
  changed_at: Date;
  settled: boolean;
  limits_version: number;
}

/** A page of a viewer's sessions, newest first. */
export const listSessions: Statement<ListSessionsParams, ListSessionsRow> = {
  sql: `SELECT * FROM session
 WHERE viewer_id = $1 AND state <> 'joining' AND ($2::uuid IS NULL OR stream_id = $2)
   AND ($3::uuid IS NULL OR id < $3)
 ORDER BY id DESC LIMIT $4::int`,
  parameters: ["viewerId", "streamId", "afterId", "limit"],
};

export interface SessionsOfStreamParams {
  streamId: string;
  afterId: string | null;
  limit: number;
}

export interface SessionsOfStreamRow {
  id: string;
  sequence: bigint;
  shard: number;
  stream_id: string;
  viewer_id: string;
  creator_id: string;
  state: string;
  rate_card_id: string;
  tokens_per_minute: number;
  creator_cents_per_minute: number;
  minute_ms: number;
  viewer_account: bigint | null;
  creator_account: bigint | null;
  started_at: Date;
  carried_ms: number;
  presence_policy: string;
  media_from: Date | null;
  last_seen_at: Date;
  minutes_emitted: number;
  minutes_billed: number;
  refused_minute: number;
  ended_at: Date | null;
  end_reason: string | null;
  silent_ms: number;
  carried_to: string | null;
  changed_at: Date;
  settled: boolean;
  limits_version: number;
}

/** A page of a stream's sessions, newest first. */
export const sessionsOfStream: Statement<SessionsOfStreamParams, SessionsOfStreamRow> = {
  sql: `SELECT * FROM session
 WHERE stream_id = $1::uuid AND state <> 'joining' AND ($2::uuid IS NULL OR id < $2)
 ORDER BY id DESC LIMIT $3::int`,
  parameters: ["streamId", "afterId", "limit"],
};

export interface ActiveSessionsParams {
  viewerId: string;
}

export interface ActiveSessionsRow {
  id: string;
  sequence: bigint;
  shard: number;
  stream_id: string;
  viewer_id: string;
  creator_id: string;
  state: string;
  rate_card_id: string;
  tokens_per_minute: number;
  creator_cents_per_minute: number;
  minute_ms: number;
  viewer_account: bigint | null;
  creator_account: bigint | null;
  started_at: Date;
  carried_ms: number;
  presence_policy: string;
  media_from: Date | null;
  last_seen_at: Date;
  minutes_emitted: number;
  minutes_billed: number;
  refused_minute: number;
  ended_at: Date | null;
  end_reason: string | null;
  silent_ms: number;
  carried_to: string | null;
  changed_at: Date;
  settled: boolean;
  limits_version: number;
}

/** A viewer's active sessions. */
export const activeSessions: Statement<ActiveSessionsParams, ActiveSessionsRow> = {
  sql: `SELECT * FROM session WHERE viewer_id = $1 AND state = 'active' ORDER BY id`,
  parameters: ["viewerId"],
};

export interface OpenSessionParams {
  viewerId: string;
  streamId: string;
}

export interface OpenSessionRow {
  id: string;
  sequence: bigint;
  shard: number;
  stream_id: string;
  viewer_id: string;
  creator_id: string;
  state: string;
  rate_card_id: string;
  tokens_per_minute: number;
  creator_cents_per_minute: number;
  minute_ms: number;
  viewer_account: bigint | null;
  creator_account: bigint | null;
  started_at: Date;
  carried_ms: number;
  presence_policy: string;
  media_from: Date | null;
  last_seen_at: Date;
  minutes_emitted: number;
  minutes_billed: number;
  refused_minute: number;
  ended_at: Date | null;
  end_reason: string | null;
  silent_ms: number;
  carried_to: string | null;
  changed_at: Date;
  settled: boolean;
  limits_version: number;
}

/** The viewer's session in the stream that is joining or active. */
export const openSession: Statement<OpenSessionParams, OpenSessionRow> = {
  sql: `SELECT * FROM session WHERE viewer_id = $1 AND stream_id = $2::uuid AND state IN ('joining', 'active')`,
  parameters: ["viewerId", "streamId"],
};

export interface CountActiveParams {
  viewerId: string;
}

export interface CountActiveRow {
  active: number;
}

/** The number of a viewer's active sessions. */
export const countActive: Statement<CountActiveParams, CountActiveRow> = {
  sql: `SELECT count(*)::int AS "active" FROM session WHERE viewer_id = $1 AND state = 'active'`,
  parameters: ["viewerId"],
};

export interface UnpaidSessionsParams {
  viewerId: string;
  creatorId: string;
  since: number;
  limit: number;
}

export interface UnpaidSessionsRow {
  id: string;
  sequence: bigint;
  shard: number;
  stream_id: string;
  viewer_id: string;
  creator_id: string;
  state: string;
  rate_card_id: string;
  tokens_per_minute: number;
  creator_cents_per_minute: number;
  minute_ms: number;
  viewer_account: bigint | null;
  creator_account: bigint | null;
  started_at: Date;
  carried_ms: number;
  presence_policy: string;
  media_from: Date | null;
  last_seen_at: Date;
  minutes_emitted: number;
  minutes_billed: number;
  refused_minute: number;
  ended_at: Date | null;
  end_reason: string | null;
  silent_ms: number;
  carried_to: string | null;
  changed_at: Date;
  settled: boolean;
  limits_version: number;
}

/** The viewer's ended sessions with a creator that were not carried on. */
export const unpaidSessions: Statement<UnpaidSessionsParams, UnpaidSessionsRow> = {
  sql: `SELECT * FROM session
 WHERE viewer_id = $1 AND creator_id = $2 AND state = 'ended' AND carried_to IS NULL
   AND ended_at >= at_ms($3::float8)
 ORDER BY ended_at LIMIT $4::int`,
  parameters: ["viewerId", "creatorId", "since", "limit"],
};

export interface CarryOnParams {
  to: string;
  from: readonly string[] | Buffer;
}

/** Notes which session took over what others left unpaid. */
export const carryOn: Statement<CarryOnParams, never> = {
  sql: `UPDATE session SET carried_to = $1::uuid WHERE id = ANY ($2::uuid[]) AND carried_to IS NULL`,
  parameters: ["to", "from"],
};

export interface InsertJoiningParams {
  id: string;
  shard: number;
  streamId: string;
  viewerId: string;
  creatorId: string;
  rateId: string;
  tokensPerMinute: number;
  creatorCentsPerMinute: number;
  minuteMs: number;
  startedAt: number;
  presencePolicy: string;
}

export interface InsertJoiningRow {
  id: string;
  sequence: bigint;
  shard: number;
  stream_id: string;
  viewer_id: string;
  creator_id: string;
  state: string;
  rate_card_id: string;
  tokens_per_minute: number;
  creator_cents_per_minute: number;
  minute_ms: number;
  viewer_account: bigint | null;
  creator_account: bigint | null;
  started_at: Date;
  carried_ms: number;
  presence_policy: string;
  media_from: Date | null;
  last_seen_at: Date;
  minutes_emitted: number;
  minutes_billed: number;
  refused_minute: number;
  ended_at: Date | null;
  end_reason: string | null;
  silent_ms: number;
  carried_to: string | null;
  changed_at: Date;
  settled: boolean;
  limits_version: number;
}

/** A session that begins to open. */
export const insertJoining: Statement<InsertJoiningParams, InsertJoiningRow> = {
  sql: `INSERT INTO session (id, shard, stream_id, viewer_id, creator_id, state, rate_card_id, tokens_per_minute, creator_cents_per_minute,
                     minute_ms, started_at, last_seen_at, carried_ms, presence_policy)
VALUES ($1::uuid, $2::int, $3::uuid, $4, $5, 'joining', $6::uuid, $7::int,
        $8::int, $9::int, at_ms($10::float8), at_ms($10), 0, $11)
RETURNING *`,
  parameters: ["id", "shard", "streamId", "viewerId", "creatorId", "rateId", "tokensPerMinute", "creatorCentsPerMinute", "minuteMs", "startedAt", "presencePolicy"],
};

export interface PricesUpToParams {
  viewerId: string;
  sequence: number;
}

export interface PricesUpToRow {
  price: number;
}

/** The price of each active session of the viewer, and of each that began to open no later. */
export const pricesUpTo: Statement<PricesUpToParams, PricesUpToRow> = {
  sql: `SELECT tokens_per_minute AS price FROM session
 WHERE viewer_id = $1 AND (state = 'active' OR (state = 'joining' AND sequence <= $2::float8::int8))`,
  parameters: ["viewerId", "sequence"],
};

export interface ActivateSessionParams {
  viewer: bigint | number;
  creator: bigint | number;
  carriedMs: number;
  limitsVersion: number;
  id: string;
}

export interface ActivateSessionRow {
  id: string;
  sequence: bigint;
  shard: number;
  stream_id: string;
  viewer_id: string;
  creator_id: string;
  state: string;
  rate_card_id: string;
  tokens_per_minute: number;
  creator_cents_per_minute: number;
  minute_ms: number;
  viewer_account: bigint | null;
  creator_account: bigint | null;
  started_at: Date;
  carried_ms: number;
  presence_policy: string;
  media_from: Date | null;
  last_seen_at: Date;
  minutes_emitted: number;
  minutes_billed: number;
  refused_minute: number;
  ended_at: Date | null;
  end_reason: string | null;
  silent_ms: number;
  carried_to: string | null;
  changed_at: Date;
  settled: boolean;
  limits_version: number;
}

/** Opens a joining session. */
export const activateSession: Statement<ActivateSessionParams, ActivateSessionRow> = {
  sql: `UPDATE session SET state = 'active', viewer_account = $1::int8, creator_account = $2::int8, carried_ms = $3::int,
                   limits_version = $4::int, changed_at = now()
 WHERE id = $5::uuid AND state = 'joining' RETURNING *`,
  parameters: ["viewer", "creator", "carriedMs", "limitsVersion", "id"],
};

export interface DropJoiningParams {
  id: string;
}

/** Deletes a session that is still joining. */
export const dropJoining: Statement<DropJoiningParams, never> = {
  sql: `DELETE FROM session WHERE id = $1::uuid AND state = 'joining'`,
  parameters: ["id"],
};

export interface DropAbandonedParams {
  before: number;
}

/** Deletes joining sessions that a crash left. */
export const dropAbandoned: Statement<DropAbandonedParams, never> = {
  sql: `DELETE FROM session WHERE state = 'joining' AND started_at < at_ms($1::float8)`,
  parameters: ["before"],
};

export interface EndSessionsOfStreamParams {
  endedAt: number;
  streamId: string;
  limit: number;
}

export interface EndSessionsOfStreamRow {
  id: string;
  sequence: bigint;
  shard: number;
  stream_id: string;
  viewer_id: string;
  creator_id: string;
  state: string;
  rate_card_id: string;
  tokens_per_minute: number;
  creator_cents_per_minute: number;
  minute_ms: number;
  viewer_account: bigint | null;
  creator_account: bigint | null;
  started_at: Date;
  carried_ms: number;
  presence_policy: string;
  media_from: Date | null;
  last_seen_at: Date;
  minutes_emitted: number;
  minutes_billed: number;
  refused_minute: number;
  ended_at: Date | null;
  end_reason: string | null;
  silent_ms: number;
  carried_to: string | null;
  changed_at: Date;
  settled: boolean;
  limits_version: number;
}

/** Ends some of a stream's open sessions with it. */
export const endSessionsOfStream: Statement<EndSessionsOfStreamParams, EndSessionsOfStreamRow> = {
  sql: `UPDATE session s SET state = 'ended', ended_at = greatest(at_ms($1::float8), s.started_at), end_reason = 'stream_ended',
                     changed_at = now(), last_seen_at = least(s.last_seen_at, greatest(at_ms($1), s.started_at))
  FROM (SELECT id FROM session WHERE stream_id = $2::uuid AND state = 'active' ORDER BY id LIMIT $3::int FOR UPDATE) AS open
 WHERE s.id = open.id RETURNING s.*`,
  parameters: ["endedAt", "streamId", "limit"],
};

export interface PayersOfParams {
  streams: readonly string[] | Buffer;
  creatorId: string;
  since: Date | string;
  limit: number;
}

export interface PayersOfRow {
  sessions: number;
  viewers: number;
  largestViewerSharePercent: number;
  openDisputes: number;
}

/** Who paid for some streams of a creator, the largest one's share, and their disputes whose money is gone. */
export const payersOf: Statement<PayersOfParams, PayersOfRow> = {
  sql: `WITH watched AS (
  SELECT viewer_id, minutes_billed::int8 * creator_cents_per_minute AS cents FROM session
   WHERE stream_id = ANY ($1::uuid[]) AND creator_id = $2 AND state <> 'joining' AND (ended_at IS NULL OR ended_at >= $3::timestamptz)
   ORDER BY id DESC LIMIT $4::int),
paying AS (SELECT viewer_id, sum(cents) AS cents FROM watched WHERE cents > 0 GROUP BY viewer_id)
SELECT (SELECT count(*) FROM watched)::int AS "sessions", count(*)::int AS "viewers",
       coalesce(round(max(cents) * 100 / nullif(sum(cents), 0)), 0)::int AS "largestViewerSharePercent",
       (SELECT count(*) FROM (
          SELECT m.source_id FROM paying p JOIN top_up t ON t.viewer_id = p.viewer_id JOIN top_up_money_move m ON m.top_up_id = t.id
           WHERE m.kind = 'dispute' GROUP BY m.source_id HAVING sum(m.cents) < 0) AS d)::int AS "openDisputes"
  FROM paying`,
  parameters: ["streams", "creatorId", "since", "limit"],
};

export interface SessionIntegrityParams {
  seenBefore: number;
}

export interface SessionIntegrityRow {
  sessions: bigint;
  unansweredMinutes: bigint;
  paidMinutes: bigint;
  contradictions: bigint;
  tokensCharged: bigint;
}

/** Emitted against answered minutes, and sessions that contradict themselves. */
export const sessionIntegrity: Statement<SessionIntegrityParams, SessionIntegrityRow> = {
  sql: `SELECT count(*)::int8 AS "sessions",
       coalesce(sum(due - minutes_billed) FILTER (WHERE NOT settled AND refused_minute = 0 AND due > minutes_billed
                                                    AND last_seen_at < at_ms($1::float8)), 0)::int8 AS "unansweredMinutes",
       coalesce(sum(minutes_billed), 0)::int8 AS "paidMinutes",
       count(*) FILTER (WHERE minutes_billed > due
                           OR (refused_minute > 0 AND (refused_minute <> minutes_billed + 1 OR state = 'active'))
                           OR (settled AND refused_minute = 0 AND minutes_billed < due))::int8 AS "contradictions",
       coalesce(sum(minutes_billed::int8 * tokens_per_minute), 0)::int8 AS "tokensCharged"
  FROM (SELECT *, CASE WHEN presence_policy = 'both' AND media_from IS NULL THEN 0
                       ELSE greatest(0, floor((ms_of(least(last_seen_at, ended_at)) - ms_of(coalesce(media_from, started_at))
                                               + carried_ms) / minute_ms))
                  END AS due
          FROM session WHERE state <> 'joining') AS s`,
  parameters: ["seenBefore"],
};

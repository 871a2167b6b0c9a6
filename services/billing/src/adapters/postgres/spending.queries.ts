// Made by `npm run sql` from spending.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface LimitVersionsParams {
  viewerIds: readonly string[] | Buffer;
}

export interface LimitVersionsRow {
  viewer_id: string;
  effective_at: Date;
  day_tokens: bigint | null;
  month_tokens: bigint | null;
  zone: string;
}

/** The versions of these viewers' spending limits. */
export const limitVersions: Statement<LimitVersionsParams, LimitVersionsRow> = {
  sql: `SELECT viewer_id, effective_at, day_tokens, month_tokens, zone FROM spending_limit
 WHERE viewer_id = ANY ($1::text[]) ORDER BY viewer_id, effective_at`,
  parameters: ["viewerIds"],
};

export interface UnsettledSessionsParams {
  viewerIds: readonly string[] | Buffer;
  since: number;
}

export interface UnsettledSessionsRow {
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

/** The viewers' sessions whose minutes can still grow, and joining ones. */
export const unsettledSessions: Statement<UnsettledSessionsParams, UnsettledSessionsRow> = {
  sql: `SELECT * FROM session WHERE id IN (
  SELECT id FROM session WHERE viewer_id = ANY ($1::text[]) AND state IN ('joining', 'active')
  UNION ALL
  SELECT id FROM session WHERE viewer_id = ANY ($1) AND state = 'ended' AND ended_at >= at_ms($2::float8) AND NOT settled)`,
  parameters: ["viewerIds", "since"],
};

export interface SettledTokensParams {
  viewerIds: readonly string[] | Buffer;
  froms: readonly number[] | Buffer;
  tos: readonly number[] | Buffer;
  without: readonly string[] | Buffer;
}

export interface SettledTokensRow {
  place: number;
  tokens: bigint;
}

/** What viewers paid in periods, in sessions that are settled. */
export const settledTokens: Statement<SettledTokensParams, SettledTokensRow> = {
  sql: `SELECT (u.ord - 1)::int AS "place", coalesce(paid.tokens, 0)::int8 AS "tokens"
  FROM unnest($1::text[], $2::float8[], $3::float8[]) WITH ORDINALITY AS u (viewer_id, from_ms, to_ms, ord)
 CROSS JOIN LATERAL (
   SELECT sum((minutes_before(s, u.to_ms) - minutes_before(s, u.from_ms)) * s.tokens_per_minute) AS tokens
     FROM session s
    WHERE s.viewer_id = u.viewer_id AND s.state = 'ended' AND s.ended_at >= at_ms(u.from_ms) AND s.settled
      AND s.started_at < at_ms(u.to_ms) AND s.id <> ALL ($4::uuid[])) AS paid`,
  parameters: ["viewerIds", "froms", "tos", "without"],
};

export interface RemoveWaitingLimitsParams {
  viewerId: string;
  now: number;
}

/** Removes the versions that are not in force yet. */
export const removeWaitingLimits: Statement<RemoveWaitingLimitsParams, never> = {
  sql: `DELETE FROM spending_limit WHERE viewer_id = $1 AND effective_at > at_ms($2::float8)`,
  parameters: ["viewerId", "now"],
};

export interface RemoveOldLimitsParams {
  viewerId: string;
  before: number;
}

/** Removes versions that another one replaced before a time. */
export const removeOldLimits: Statement<RemoveOldLimitsParams, never> = {
  sql: `DELETE FROM spending_limit old
 WHERE viewer_id = $1 AND EXISTS (
   SELECT FROM spending_limit newer
    WHERE newer.viewer_id = old.viewer_id AND newer.effective_at > old.effective_at AND newer.effective_at < at_ms($2::float8))`,
  parameters: ["viewerId", "before"],
};

export interface AddLimitsParams {
  viewerId: string;
  effectiveAt: number;
  dayTokens: bigint | number | null;
  monthTokens: bigint | number | null;
  zone: string;
  now: number;
}

/** A version of a viewer's limits. */
export const addLimits: Statement<AddLimitsParams, never> = {
  sql: `INSERT INTO spending_limit (viewer_id, effective_at, day_tokens, month_tokens, zone, set_at)
VALUES ($1, at_ms($2::float8), $3::bigint, $4::bigint, $5, at_ms($6::float8))
ON CONFLICT (viewer_id, effective_at) DO UPDATE
   SET day_tokens = excluded.day_tokens, month_tokens = excluded.month_tokens, zone = excluded.zone, set_at = excluded.set_at`,
  parameters: ["viewerId", "effectiveAt", "dayTokens", "monthTokens", "zone", "now"],
};

export interface JudgeAgainParams {
  viewerId: string;
}

/** The viewer's open sessions are judged again. */
export const judgeAgain: Statement<JudgeAgainParams, never> = {
  sql: `UPDATE session SET limits_version = limits_version + 1, changed_at = now() WHERE viewer_id = $1 AND state = 'active'`,
  parameters: ["viewerId"],
};

export interface WarnOnceParams {
  viewerId: string;
  kind: string;
  from: number;
}

/** Notes the warning of a period. */
export const warnOnce: Statement<WarnOnceParams, never> = {
  sql: `INSERT INTO spending_warning AS w (viewer_id, kind, period_from) VALUES ($1, $2, at_ms($3::float8))
ON CONFLICT (viewer_id, kind) DO UPDATE SET period_from = excluded.period_from WHERE w.period_from < excluded.period_from`,
  parameters: ["viewerId", "kind", "from"],
};

export interface SpendingByDayParams {
  froms: readonly number[] | Buffer;
  tos: readonly number[] | Buffer;
  viewerId: string;
  since: number;
  limit: number;
}

export interface SpendingByDayRow {
  day: number;
  streamId: string;
  title: string;
  creatorId: string;
  minutes: bigint;
  tokens: bigint;
  allMinutes: bigint;
  allTokens: bigint;
}

/** What a viewer paid by stream and day, in sessions that ended at or after the first bound or are open. */
export const spendingByDay: Statement<SpendingByDayParams, SpendingByDayRow> = {
  sql: `WITH days AS (
       SELECT (ord - 1)::int AS day, from_ms, to_ms
         FROM unnest($1::float8[], $2::float8[]) WITH ORDINALITY AS u (from_ms, to_ms, ord)),
     watched AS (
       SELECT s.* FROM session s WHERE s.viewer_id = $3 AND s.state = 'active'
       UNION ALL
       SELECT s.* FROM session s WHERE s.viewer_id = $3 AND s.state = 'ended' AND s.ended_at >= at_ms($4::float8)),
     paid AS (
       SELECT days.day, s.stream_id, sum(m.minutes)::int8 AS minutes, sum(m.minutes * s.tokens_per_minute)::int8 AS tokens
         FROM watched w JOIN session s ON s.id = w.id
         JOIN days ON ms_of(s.started_at) < days.to_ms AND (s.ended_at IS NULL OR ms_of(s.ended_at) >= days.from_ms)
        CROSS JOIN LATERAL (SELECT minutes_before(s, days.to_ms) - minutes_before(s, days.from_ms) AS minutes) AS m
        WHERE m.minutes > 0 GROUP BY days.day, s.stream_id)
SELECT paid.day AS "day", paid.stream_id AS "streamId", stream.title AS "title", stream.creator_id AS "creatorId",
       paid.minutes AS "minutes", paid.tokens AS "tokens",
       (sum(paid.minutes) OVER ())::int8 AS "allMinutes", (sum(paid.tokens) OVER ())::int8 AS "allTokens"
  FROM paid JOIN stream ON stream.id = paid.stream_id
 ORDER BY paid.day DESC, paid.tokens DESC, paid.stream_id LIMIT $5::int`,
  parameters: ["froms", "tos", "viewerId", "since", "limit"],
};

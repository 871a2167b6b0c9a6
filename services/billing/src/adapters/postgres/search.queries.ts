// Made by `npm run sql` from search.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface StreamsBetweenParams {
  from: string;
  to: string;
}

export interface StreamsBetweenRow {
  id: string;
  user_id: string;
  summary: string;
  created_at: Date;
  parent_id: string;
}

/** The newest streams of an interval of ids. */
export const streamsBetween: Statement<StreamsBetweenParams, StreamsBetweenRow> = {
  sql: `SELECT id, creator_id AS user_id, title || CASE WHEN ended_at IS NULL THEN ', live' ELSE ', ended' END AS "summary",
       started_at AS created_at, '' AS "parent_id"
  FROM stream WHERE id BETWEEN $1::uuid AND $2::uuid ORDER BY id DESC LIMIT 5`,
  parameters: ["from", "to"],
};

export interface StreamsOfCreatorParams {
  creatorId: string;
}

export interface StreamsOfCreatorRow {
  id: string;
  user_id: string;
  summary: string;
  created_at: Date;
  parent_id: string;
}

/** A creator's streams, live ones first. */
export const streamsOfCreator: Statement<StreamsOfCreatorParams, StreamsOfCreatorRow> = {
  sql: `SELECT id, creator_id AS user_id, title || CASE WHEN ended_at IS NULL THEN ', live' ELSE ', ended' END AS "summary",
       started_at AS created_at, '' AS "parent_id"
  FROM stream WHERE creator_id = $1 ORDER BY (ended_at IS NULL) DESC, id DESC LIMIT 5`,
  parameters: ["creatorId"],
};

export interface SessionsBetweenParams {
  from: string;
  to: string;
}

export interface SessionsBetweenRow {
  id: string;
  user_id: string;
  summary: string;
  created_at: Date;
  parent_id: string;
}

/** The newest opened sessions of an interval of ids. */
export const sessionsBetween: Statement<SessionsBetweenParams, SessionsBetweenRow> = {
  sql: `SELECT id, viewer_id AS user_id, coalesce(end_reason, state) || ', ' || minutes_billed || ' minutes paid' AS "summary",
       started_at AS created_at, 'str_' || replace(stream_id::text, '-', '') AS "parent_id"
  FROM session WHERE id BETWEEN $1::uuid AND $2::uuid AND state <> 'joining' ORDER BY id DESC LIMIT 5`,
  parameters: ["from", "to"],
};

export interface SessionsOfViewerParams {
  viewerId: string;
}

export interface SessionsOfViewerRow {
  id: string;
  user_id: string;
  summary: string;
  created_at: Date;
  parent_id: string;
}

/** A viewer's newest opened sessions. */
export const sessionsOfViewer: Statement<SessionsOfViewerParams, SessionsOfViewerRow> = {
  sql: `SELECT id, viewer_id AS user_id, coalesce(end_reason, state) || ', ' || minutes_billed || ' minutes paid' AS "summary",
       started_at AS created_at, 'str_' || replace(stream_id::text, '-', '') AS "parent_id"
  FROM session WHERE viewer_id = $1 AND state <> 'joining' ORDER BY id DESC LIMIT 5`,
  parameters: ["viewerId"],
};

export interface RatesBetweenParams {
  from: string;
  to: string;
}

export interface RatesBetweenRow {
  id: string;
  user_id: string;
  summary: string;
  created_at: Date;
  parent_id: string;
}

/** The newest rate cards of an interval of ids. */
export const ratesBetween: Statement<RatesBetweenParams, RatesBetweenRow> = {
  sql: `SELECT id, created_by AS user_id, scope || CASE WHEN scope_id = '' THEN '' ELSE ' ' || scope_id END || ', version ' || version || ', '
         || tokens_per_minute || ' tokens a minute' AS "summary", created_at, '' AS "parent_id"
  FROM rate_card WHERE id BETWEEN $1::uuid AND $2::uuid ORDER BY id DESC LIMIT 5`,
  parameters: ["from", "to"],
};

export interface TopUpsBetweenParams {
  from: string;
  to: string;
}

export interface TopUpsBetweenRow {
  id: string;
  user_id: string;
  summary: string;
  cents: bigint;
  created_at: Date;
  parent_id: string;
}

/** The newest top-ups of an interval of ids. */
export const topUpsBetween: Statement<TopUpsBetweenParams, TopUpsBetweenRow> = {
  sql: `SELECT id, viewer_id AS user_id, tokens || ' tokens, ' || state || coalesce((SELECT ', needs review: ' || string_agg(kind, ', ')
         FROM top_up_case WHERE top_up_id = top_up.id AND resolved_at IS NULL), '') AS "summary", cents, created_at, coalesce(checkout_session_id, '') AS "parent_id"
  FROM top_up WHERE id BETWEEN $1::uuid AND $2::uuid ORDER BY id DESC LIMIT 5`,
  parameters: ["from", "to"],
};

export interface TopUpsOfViewerParams {
  viewerId: string;
}

export interface TopUpsOfViewerRow {
  id: string;
  user_id: string;
  summary: string;
  cents: bigint;
  created_at: Date;
  parent_id: string;
}

/** A viewer's newest top-ups. */
export const topUpsOfViewer: Statement<TopUpsOfViewerParams, TopUpsOfViewerRow> = {
  sql: `SELECT id, viewer_id AS user_id, tokens || ' tokens, ' || state || coalesce((SELECT ', needs review: ' || string_agg(kind, ', ')
         FROM top_up_case WHERE top_up_id = top_up.id AND resolved_at IS NULL), '') AS "summary", cents, created_at, coalesce(checkout_session_id, '') AS "parent_id"
  FROM top_up WHERE viewer_id = $1 ORDER BY created_at DESC LIMIT 5`,
  parameters: ["viewerId"],
};

export interface TopUpsByStripeIdParams {
  stripeId: string;
}

export interface TopUpsByStripeIdRow {
  id: string;
  user_id: string;
  summary: string;
  cents: bigint;
  created_at: Date;
  parent_id: string;
}

/** Top-ups by an id of Stripe's. */
export const topUpsByStripeId: Statement<TopUpsByStripeIdParams, TopUpsByStripeIdRow> = {
  sql: `SELECT id, viewer_id AS user_id, tokens || ' tokens, ' || state || coalesce((SELECT ', needs review: ' || string_agg(kind, ', ')
         FROM top_up_case WHERE top_up_id = top_up.id AND resolved_at IS NULL), '') AS "summary", cents, created_at, coalesce(checkout_session_id, '') AS "parent_id"
  FROM top_up WHERE id IN (
       SELECT id FROM top_up WHERE checkout_session_id = $1 UNION SELECT id FROM top_up WHERE payment_intent_id = $1
       UNION SELECT id FROM top_up WHERE charge_id = $1
       UNION SELECT top_up_id FROM top_up_money_move WHERE id = $1 OR source_id = $1
       UNION SELECT top_up_id FROM top_up_case WHERE object_id = $1
       UNION SELECT t.id FROM stripe_event e JOIN top_up t ON e.object_id IN (t.checkout_session_id, t.charge_id)
              WHERE e.id = $1)`,
  parameters: ["stripeId"],
};

export interface CasesBetweenParams {
  from: string;
  to: string;
}

export interface CasesBetweenRow {
  id: string;
  user_id: string;
  summary: string;
  created_at: Date;
  parent_id: string;
}

/** The newest cases of an interval of ids. */
export const casesBetween: Statement<CasesBetweenParams, CasesBetweenRow> = {
  sql: `SELECT id, viewer_id AS user_id, replace(reason, '_', ' ') || ', ' || state AS "summary", opened_at AS created_at,
       'ses_' || replace(session_id::text, '-', '') AS "parent_id"
  FROM viewer_case WHERE id BETWEEN $1::uuid AND $2::uuid ORDER BY id DESC LIMIT 5`,
  parameters: ["from", "to"],
};

export interface CasesOfViewerParams {
  viewerId: string;
}

export interface CasesOfViewerRow {
  id: string;
  user_id: string;
  summary: string;
  created_at: Date;
  parent_id: string;
}

/** A viewer's newest cases. */
export const casesOfViewer: Statement<CasesOfViewerParams, CasesOfViewerRow> = {
  sql: `SELECT id, viewer_id AS user_id, replace(reason, '_', ' ') || ', ' || state AS "summary", opened_at AS created_at,
       'ses_' || replace(session_id::text, '-', '') AS "parent_id"
  FROM viewer_case WHERE viewer_id = $1 ORDER BY id DESC LIMIT 5`,
  parameters: ["viewerId"],
};

export interface StreamsOfWordParams {
  word: string;
  limit: number;
}

export interface StreamsOfWordRow {
  id: string;
  user_id: string;
  summary: string;
  created_at: Date;
  parent_id: string;
  title: string;
}

/** The newest streams whose title has a word. */
export const streamsOfWord: Statement<StreamsOfWordParams, StreamsOfWordRow> = {
  sql: `SELECT s.id, s.creator_id AS user_id, s.title || CASE WHEN s.ended_at IS NULL THEN ', live' ELSE ', ended' END AS "summary",
       s.started_at AS created_at, '' AS "parent_id", s.title AS title
  FROM (SELECT stream_id FROM stream_word WHERE word = $1 ORDER BY stream_id DESC LIMIT $2::int) AS w
  JOIN stream s ON s.id = w.stream_id ORDER BY s.id DESC`,
  parameters: ["word", "limit"],
};

export interface StreamsOfBeginningParams {
  from: string;
  to: string;
  limit: number;
}

export interface StreamsOfBeginningRow {
  id: string;
  user_id: string;
  summary: string;
  created_at: Date;
  parent_id: string;
  title: string;
}

/** Streams whose title has a word of a range, in the order of the words. */
export const streamsOfBeginning: Statement<StreamsOfBeginningParams, StreamsOfBeginningRow> = {
  sql: `SELECT s.id, s.creator_id AS user_id, s.title || CASE WHEN s.ended_at IS NULL THEN ', live' ELSE ', ended' END AS "summary",
       s.started_at AS created_at, '' AS "parent_id", s.title AS title
  FROM (SELECT word, stream_id FROM stream_word WHERE word >= $1 AND word < $2 ORDER BY word, stream_id LIMIT $3::int) AS w
  JOIN stream s ON s.id = w.stream_id ORDER BY w.word, s.id DESC`,
  parameters: ["from", "to", "limit"],
};

// Made by `npm run sql` from trace.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface FindTransferParams {
  id: string;
}

export interface FindTransferRow {
  id: string;
  source: string;
  request_id: string;
  asset: string;
  amount: bigint;
  debit_account: bigint | null;
  debit_version: bigint | null;
  debit_platform: string | null;
  credit_platform: string | null;
  reference_type: string;
  reference_id: string;
  reason: string;
  actor_id: string;
  created_at: Date;
  debit_owner: string | null;
  credit_owner: string | null;
}

/** A transfer with the owners of its sides. */
export const findTransfer: Statement<FindTransferParams, FindTransferRow> = {
  sql: `SELECT t.id::text AS "id", t.source AS "source", t.request_id AS "request_id", t.asset AS "asset", t.amount AS "amount", t.debit_account, t.debit_version,
       t.debit_platform, t.credit_platform, t.reference_type AS "reference_type", t.reference_id AS "reference_id", t.reason AS "reason",
       t.actor_id AS "actor_id", t.created_at AS "created_at", d.owner AS "debit_owner", c.owner AS "credit_owner"
  FROM transfer t LEFT JOIN account d ON d.id = t.debit_account LEFT JOIN account c ON c.id = t.credit_account
 WHERE t.id = $1::uuid`,
  parameters: ["id"],
};

export interface TransfersOfRequestsParams {
  sources: readonly string[] | Buffer;
  requestIds: readonly string[] | Buffer;
}

export interface TransfersOfRequestsRow {
  id: string;
  source: string;
  request_id: string;
  asset: string;
  amount: bigint;
  debit_account: bigint | null;
  debit_version: bigint | null;
  debit_platform: string | null;
  credit_platform: string | null;
  reference_type: string;
  reference_id: string;
  reason: string;
  actor_id: string;
  created_at: Date;
  debit_owner: string | null;
  credit_owner: string | null;
}

/** The transfers of some requests, in the order in which they were posted. */
export const transfersOfRequests: Statement<TransfersOfRequestsParams, TransfersOfRequestsRow> = {
  sql: `SELECT t.id::text AS "id", t.source AS "source", t.request_id AS "request_id", t.asset AS "asset", t.amount AS "amount", t.debit_account, t.debit_version,
       t.debit_platform, t.credit_platform, t.reference_type AS "reference_type", t.reference_id AS "reference_id", t.reason AS "reason",
       t.actor_id AS "actor_id", t.created_at AS "created_at", d.owner AS "debit_owner", c.owner AS "credit_owner"
  FROM unnest($1::text[], $2::text[]) AS r (source, request_id)
  JOIN transfer t ON t.source = r.source AND t.request_id = r.request_id
  LEFT JOIN account d ON d.id = t.debit_account LEFT JOIN account c ON c.id = t.credit_account
 ORDER BY t.id`,
  parameters: ["sources", "requestIds"],
};

export interface HoldTimesParams {
  id: string;
}

export interface HoldTimesRow {
  created_at: Date;
  ended_at: Date | null;
}

/** When a hold was placed and ended. */
export const holdTimes: Statement<HoldTimesParams, HoldTimesRow> = {
  sql: `SELECT created_at, ended_at FROM hold WHERE id = $1::uuid`,
  parameters: ["id"],
};

export interface DebitedBeforeParams {
  account: bigint | number;
  version: bigint | number;
}

export interface DebitedBeforeRow {
  cents: bigint;
}

/** All that left an account by versions below this one. */
export const debitedBefore: Statement<DebitedBeforeParams, DebitedBeforeRow> = {
  sql: `SELECT coalesce(sum(amount), 0)::bigint AS "cents" FROM transfer WHERE debit_account = $1::bigint AND debit_version < $2::bigint`,
  parameters: ["account", "version"],
};

export interface CreditedUpToParams {
  account: bigint | number;
  version: bigint | number;
}

export interface CreditedUpToRow {
  cents: bigint;
}

/** All that a creator's account had received up to a version: its balance then, and what had left it. */
export const creditedUpTo: Statement<CreditedUpToParams, CreditedUpToRow> = {
  sql: `SELECT (coalesce((
  SELECT balance_after FROM (
    (SELECT version, balance_after FROM creator_posting WHERE creator = $1::bigint AND version <= $2::bigint
     ORDER BY version DESC LIMIT 1)
    UNION ALL
    (SELECT debit_version, debit_balance_after FROM transfer WHERE debit_account = $1::bigint AND debit_version <= $2::bigint
     ORDER BY debit_version DESC LIMIT 1)
    UNION ALL
    (SELECT credit_version, credit_balance_after FROM transfer WHERE credit_account = $1::bigint AND credit_version <= $2::bigint
     ORDER BY credit_version DESC LIMIT 1)) AS newest
   ORDER BY version DESC LIMIT 1), 0)
  + coalesce((SELECT sum(amount) FROM transfer WHERE debit_account = $1::bigint AND debit_version <= $2::bigint), 0))::bigint AS "cents"`,
  parameters: ["account", "version"],
};

export interface CreditAtParams {
  account: bigint | number;
  version: bigint | number;
}

export interface CreditAtRow {
  version: bigint;
  amount: bigint;
  at: Date;
  stream: string | null;
  lines: number | null;
  id: string | null;
  reference_type: string;
  reason: string;
  actor_id: string;
}

/** The credit of a creator's account at a version: a posting, or a transfer. */
export const creditAt: Statement<CreditAtParams, CreditAtRow> = {
  sql: `SELECT p.version AS "version", p.cents AS "amount", b.posted_at AS "at", p.stream::text AS stream, p.lines,
       NULL::text AS id, '' AS "reference_type", '' AS "reason", '' AS "actor_id"
  FROM creator_posting p JOIN minute_batch b ON b.id = p.batch WHERE p.creator = $1::bigint AND p.version = $2::bigint
UNION ALL
SELECT credit_version, amount, created_at, NULL, NULL, id::text, reference_type, reason, actor_id
  FROM transfer WHERE credit_account = $1::bigint AND credit_version = $2::bigint`,
  parameters: ["account", "version"],
};

export interface StreamsBetweenParams {
  account: bigint | number;
  after: bigint | number;
  before: bigint | number;
}

export interface StreamsBetweenRow {
  stream: string;
  day: Date;
  minutes: bigint;
  cents: bigint;
}

/** The postings of a creator strictly between two versions, by stream and day. */
export const streamsBetween: Statement<StreamsBetweenParams, StreamsBetweenRow> = {
  sql: `SELECT p.stream::text AS "stream", date_trunc('day', b.posted_at, 'UTC') AS "day", sum(p.lines)::bigint AS "minutes", sum(p.cents)::bigint AS "cents"
  FROM creator_posting p JOIN minute_batch b ON b.id = p.batch
 WHERE p.creator = $1::bigint AND p.version > $2::bigint AND p.version < $3::bigint
 GROUP BY 1, 2`,
  parameters: ["account", "after", "before"],
};

export interface OthersBetweenParams {
  account: bigint | number;
  after: bigint | number;
  before: bigint | number;
  limit: number;
}

export interface OthersBetweenRow {
  id: string;
  version: bigint;
  amount: bigint;
  reference_type: string;
  reason: string;
  actor_id: string;
  created_at: Date;
}

/** The transfers to an account strictly between two versions, oldest first. */
export const othersBetween: Statement<OthersBetweenParams, OthersBetweenRow> = {
  sql: `SELECT id::text AS "id", credit_version AS "version", amount, reference_type, reason, actor_id, created_at
  FROM transfer WHERE credit_account = $1::bigint AND credit_version > $2::bigint AND credit_version < $3::bigint
 ORDER BY credit_version LIMIT $4::integer`,
  parameters: ["account", "after", "before", "limit"],
};

export interface MinutesOfSessionsParams {
  sessions: readonly string[] | Buffer;
  minutes: readonly number[] | Buffer;
  account: bigint | number;
  first: bigint | number;
  last: bigint | number;
  day: Date | string;
}

export interface MinutesOfSessionsRow {
  session: string;
  minute: number;
  viewer: string;
  tokens: bigint;
  cents: bigint;
  at: Date;
  version: bigint;
}

/** The minutes of some sessions whose postings to a creator lie between two versions, on one day. */
export const minutesOfSessions: Statement<MinutesOfSessionsParams, MinutesOfSessionsRow> = {
  sql: `SELECT s.session::text AS "session", m.minute AS "minute", a.owner AS "viewer", m.tokens::bigint AS "tokens", m.cents::bigint AS "cents",
       b.posted_at AS "at", p.version AS "version"
  FROM unnest($1::uuid[], $2::integer[]) AS s (session, minutes) CROSS JOIN LATERAL generate_series(1, s.minutes) AS n (minute)
  JOIN LATERAL (SELECT * FROM viewer_minute v WHERE v.id = minute_id(s.session, n.minute) AND v.paid OFFSET 0) AS m ON true
  JOIN LATERAL (SELECT * FROM creator_posting c WHERE c.batch = m.batch AND c.stream = m.stream AND c.creator = $3::bigint
                   AND c.version BETWEEN $4::bigint AND $5::bigint OFFSET 0) AS p ON true
  JOIN minute_batch b ON b.id = m.batch JOIN account a ON a.id = m.viewer
 WHERE b.posted_at >= $6::timestamptz AND b.posted_at < $6::timestamptz + interval '1 day'
 ORDER BY s.session, m.minute`,
  parameters: ["sessions", "minutes", "account", "first", "last", "day"],
};

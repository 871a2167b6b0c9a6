// Made by `npm run sql` from entries.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface PageOfEntriesParams {
  account: bigint | number;
  before: bigint | number;
  limit: number;
  referenceType: string;
}

export interface PageOfEntriesRow {
  id: string;
  batch: bigint | null;
  amount: bigint;
  balance_after: bigint;
  version: bigint;
  created_at: Date;
  reference_type: string;
  reference: string;
  minute: number | null;
  lines: number | null;
  reason: string | null;
  actor: string | null;
}

/** A page of an account's entries before a version, newest first. */
export const pageOfEntries: Statement<PageOfEntriesParams, PageOfEntriesRow> = {
  sql: `(SELECT m.id::text AS "id", NULL::bigint AS batch, -m.tokens::bigint AS "amount", m.balance_after AS "balance_after", m.version AS "version",
        b.posted_at AS "created_at", 'STREAM_VIEW' AS "reference_type", minute_session(m.id, m.minute)::text AS "reference", m.minute,
        NULL::integer AS lines, NULL AS reason, NULL AS actor
 FROM viewer_minutes_before($1::bigint, $2::bigint, $3::integer) AS m JOIN minute_batch b ON b.id = m.batch
 WHERE $4 IN ('', 'STREAM_VIEW'))
UNION ALL
(SELECT p.stream::text, p.batch, p.cents, p.balance_after, p.version, b.posted_at, 'STREAM_EARNINGS', p.stream::text, NULL, p.lines, NULL, NULL
 FROM (SELECT * FROM creator_posting WHERE creator = $1::bigint AND version < $2::bigint AND $4 IN ('', 'STREAM_EARNINGS')
       ORDER BY version DESC LIMIT $3::integer) AS p JOIN minute_batch b ON b.id = p.batch)
UNION ALL
(SELECT id::text, NULL, -amount, debit_balance_after, debit_version, created_at, reference_type, reference_id, NULL, NULL, reason, actor_id
 FROM transfer WHERE debit_account = $1::bigint AND debit_version < $2::bigint AND $4 IN ('', reference_type)
 ORDER BY debit_version DESC LIMIT $3::integer)
UNION ALL
(SELECT id::text, NULL, amount, credit_balance_after, credit_version, created_at, reference_type, reference_id, NULL, NULL, reason, actor_id
 FROM transfer WHERE credit_account = $1::bigint AND credit_version < $2::bigint AND $4 IN ('', reference_type)
 ORDER BY credit_version DESC LIMIT $3::integer)
ORDER BY version DESC LIMIT $3::integer`,
  parameters: ["account", "before", "limit", "referenceType"],
};

export interface PageOfStreamParams {
  account: bigint | number;
  before: bigint | number;
  after: bigint | number;
  stream: string;
  limit: number;
}

export interface PageOfStreamRow {
  id: string;
  batch: bigint;
  amount: bigint;
  balance_after: bigint;
  version: bigint;
  created_at: Date;
  reference_type: string;
  reference: string;
  minute: number | null;
  lines: number;
  reason: string | null;
  actor: string | null;
}

/** The same of one stream alone: between versions that are of its time, which are hardly anybody else's. */
export const pageOfStream: Statement<PageOfStreamParams, PageOfStreamRow> = {
  sql: `SELECT p.stream::text AS "id", p.batch, p.cents AS amount, p.balance_after, p.version, b.posted_at AS created_at,
       'STREAM_EARNINGS' AS "reference_type", p.stream::text AS "reference", NULL::integer AS minute, p.lines, NULL AS reason, NULL AS actor
  FROM (SELECT * FROM creator_posting
         WHERE creator = $1::bigint AND version < $2::bigint AND version > $3::bigint AND stream = $4::uuid
         ORDER BY version DESC LIMIT $5::integer) AS p JOIN minute_batch b ON b.id = p.batch
 ORDER BY p.version DESC`,
  parameters: ["account", "before", "after", "stream", "limit"],
};

export interface TimeOfStreamParams {
  stream: string;
  creator: bigint | number;
}

export interface TimeOfStreamRow {
  first: Date | null;
  over: Date | null;
}

/** The hours in which a stream earned, by the rollup of its postings: all of its entries are in them. */
export const timeOfStream: Statement<TimeOfStreamParams, TimeOfStreamRow> = {
  sql: `SELECT min(hour) AS first, max(hour) + interval '1 hour' AS over FROM earnings_hour WHERE stream = $1::uuid AND creator = $2::bigint`,
  parameters: ["stream", "creator"],
};

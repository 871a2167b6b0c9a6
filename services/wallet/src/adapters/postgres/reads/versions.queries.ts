// Made by `npm run sql` from versions.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface EntriesBetweenParams {
  account: bigint | number;
  after: bigint | number;
  last: bigint | number;
  limit: number;
}

export interface EntriesBetweenRow {
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

/** A page of an account's entries after a version, up to and with another, oldest first. */
export const entriesBetween: Statement<EntriesBetweenParams, EntriesBetweenRow> = {
  sql: `(SELECT m.id::text AS "id", NULL::bigint AS batch, -m.tokens::bigint AS "amount", m.balance_after AS "balance_after", m.version AS "version",
        b.posted_at AS "created_at", 'STREAM_VIEW' AS "reference_type", minute_session(m.id, m.minute)::text AS "reference", m.minute,
        NULL::integer AS lines, NULL AS reason, NULL AS actor
 FROM viewer_minutes_after($1::bigint, $2::bigint, $3::bigint, $4::integer) AS m JOIN minute_batch b ON b.id = m.batch)
UNION ALL
(SELECT p.stream::text, p.batch, p.cents, p.balance_after, p.version, b.posted_at, 'STREAM_EARNINGS', p.stream::text, NULL, p.lines, NULL, NULL
 FROM (SELECT * FROM creator_posting WHERE creator = $1::bigint AND version > $2::bigint AND version <= $3::bigint
       ORDER BY version LIMIT $4::integer) AS p JOIN minute_batch b ON b.id = p.batch)
UNION ALL
(SELECT id::text, NULL, -amount, debit_balance_after, debit_version, created_at, reference_type, reference_id, NULL, NULL, reason, actor_id
 FROM transfer WHERE debit_account = $1::bigint AND debit_version > $2::bigint AND debit_version <= $3::bigint
 ORDER BY debit_version LIMIT $4::integer)
UNION ALL
(SELECT id::text, NULL, amount, credit_balance_after, credit_version, created_at, reference_type, reference_id, NULL, NULL, reason, actor_id
 FROM transfer WHERE credit_account = $1::bigint AND credit_version > $2::bigint AND credit_version <= $3::bigint
 ORDER BY credit_version LIMIT $4::integer)
ORDER BY version LIMIT $4::integer`,
  parameters: ["account", "after", "last", "limit"],
};

export interface LastEntryParams {
  account: bigint | number;
  version: bigint | number;
}

export interface LastEntryRow {
  version: bigint;
  balance_after: bigint;
  created_at: Date;
}

/** The newest entry with at most this version. */
export const lastEntry: Statement<LastEntryParams, LastEntryRow> = {
  sql: `SELECT version AS "version", balance_after AS "balance_after", created_at AS "created_at" FROM (
  (SELECT m.version, m.balance_after, b.posted_at AS created_at
   FROM viewer_minutes_before($1::bigint, $2::bigint + 1, 1) AS m JOIN minute_batch b ON b.id = m.batch)
  UNION ALL
  (SELECT p.version, p.balance_after, b.posted_at
   FROM (SELECT version, balance_after, batch FROM creator_posting WHERE creator = $1::bigint AND version <= $2::bigint
         ORDER BY version DESC LIMIT 1) AS p JOIN minute_batch b ON b.id = p.batch)
  UNION ALL
  (SELECT debit_version, debit_balance_after, created_at FROM transfer
   WHERE debit_account = $1::bigint AND debit_version <= $2::bigint ORDER BY debit_version DESC LIMIT 1)
  UNION ALL
  (SELECT credit_version, credit_balance_after, created_at FROM transfer
   WHERE credit_account = $1::bigint AND credit_version <= $2::bigint ORDER BY credit_version DESC LIMIT 1)
  UNION ALL
  (SELECT r.last_version, r.balance_after, minute_time(p.to_id) - interval '1 millisecond'
   FROM closed_run r JOIN minute_partition p ON p.name = r.partition
   WHERE r.account = $1::bigint AND r.last_version <= $2::bigint AND p.detached_at IS NOT NULL AND r.amount < 0
   ORDER BY r.last_version DESC LIMIT 1)
) AS newest ORDER BY version DESC LIMIT 1`,
  parameters: ["account", "version"],
};

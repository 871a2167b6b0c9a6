import type { Sql } from "@metercast/postgres";
import type { Account } from "../../../domain/account.ts";
import type { EntryRow } from "./entry-row.ts";

/**
 * As the branches of a page of entries, forwards and between two versions: each reads its own index and
 * stops after a page.
 */
export const ENTRIES = `
  (SELECT m.id::text, NULL::bigint AS batch, -m.tokens::bigint AS amount, m.balance_after, m.version, b.posted_at AS created_at, 'STREAM_VIEW' AS reference_type,
          minute_session(m.id, m.minute)::text AS reference, m.minute, NULL::integer AS lines, NULL AS reason, NULL AS actor
   FROM viewer_minutes_after($1::bigint, $2::bigint, $3::bigint, $4::integer) AS m JOIN minute_batch b ON b.id = m.batch)
  UNION ALL
  (SELECT p.stream::text, p.batch, p.cents, p.balance_after, p.version, b.posted_at, 'STREAM_EARNINGS', p.stream::text, NULL, p.lines, NULL, NULL
   FROM (SELECT * FROM creator_posting WHERE creator = $1::bigint AND version > $2::bigint AND version <= $3::bigint
         ORDER BY version LIMIT $4::integer) AS p JOIN minute_batch b ON b.id = p.batch)
  UNION ALL
  (SELECT id::text, NULL, -amount, debit_balance_after, debit_version, created_at, reference_type, reference_id, NULL, NULL, reason, actor_id
   FROM transfer WHERE debit_account = $1::bigint AND debit_version > $2::bigint AND debit_version <= $3::bigint ORDER BY debit_version LIMIT $4::integer)
  UNION ALL
  (SELECT id::text, NULL, amount, credit_balance_after, credit_version, created_at, reference_type, reference_id, NULL, NULL, reason, actor_id
   FROM transfer WHERE credit_account = $1::bigint AND credit_version > $2::bigint AND credit_version <= $3::bigint ORDER BY credit_version LIMIT $4::integer)
  ORDER BY version LIMIT $4::integer`;

/** The newest entry with at most this version. */
const LAST = `
  SELECT version, balance_after, created_at FROM (
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
    -- What a detached partition ended with: its own entries are not here any more.
    (SELECT r.last_version, r.balance_after, minute_time(p.to_id) - interval '1 millisecond'
     FROM closed_run r JOIN minute_partition p ON p.name = r.partition
     WHERE r.account = $1::bigint AND r.last_version <= $2::bigint AND p.detached_at IS NOT NULL AND r.amount < 0
     ORDER BY r.last_version DESC LIMIT 1)
  ) AS newest ORDER BY version DESC LIMIT 1`;

interface Last {
  version: bigint;
  balance_after: bigint;
  created_at: Date;
}

export async function last(sql: Sql, { account }: Account, version: bigint): Promise<Last | undefined> {
  const [row] = await sql.$queryRawUnsafe<Last[]>(LAST, account, version);
  return row;
}

/**
 * Times follow versions but for the length of a transaction: an earlier transaction may commit later. All
 * are over well before this.
 */
const SLACK_MS = 20_000;
const SCAN = 1_000;

/**
 * The greatest version of an entry from before a time; 0: there is none. Some twenty looks, however long
 * the history is.
 */
export async function lastBefore(sql: Sql, account: Account, timeMs: number): Promise<bigint> {
  // Halves the versions between one that is surely before the time and one that surely isn't.
  let low = 0n;
  let high = account.version + 1n;
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    const entry = await last(sql, account, middle);
    if (entry === undefined || entry.created_at.getTime() < timeMs - SLACK_MS) low = middle;
    // Nothing lies between the entry and the middle: those versions are holds.
    else high = entry.version;
  }
  // What is near the time is looked at one by one.
  let found = (await last(sql, account, low))?.version ?? 0n;
  for (let after = low, surelyLater = false; !surelyLater; ) {
    const rows = await sql.$queryRawUnsafe<EntryRow[]>(
      ENTRIES,
      account.account,
      after,
      account.version,
      SCAN,
    );
    for (const { version, created_at } of rows) {
      surelyLater ||= created_at.getTime() >= timeMs + SLACK_MS;
      if (created_at.getTime() < timeMs) found = version;
      after = version;
    }
    surelyLater ||= rows.length < SCAN;
  }
  return found;
}

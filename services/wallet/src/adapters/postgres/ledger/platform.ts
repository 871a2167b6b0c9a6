import type { Asset } from "@metercast/money";
import type { Sql } from "@metercast/postgres";
import { readSum } from "@metercast/postgres";
import { type Database, inTransaction } from "../database.ts";

/** Rows folded in one short transaction. */
const CHUNK_ROWS = 5_000;
/** A turn ends after this many chunks; the next one goes on. */
const MAX_CHUNKS = 100;

/** Rows that are not there yet when this starts stay deltas: nothing is lost or counted twice, because what is summed is what is deleted. */
const FOLD = `
  WITH gone AS (
    DELETE FROM platform_delta WHERE id IN (SELECT id FROM platform_delta ORDER BY id LIMIT ${CHUNK_ROWS})
    RETURNING account, amount),
  sums AS (SELECT account, sum(amount) AS amount FROM gone GROUP BY account ORDER BY account),
  folded AS (UPDATE platform_account p SET folded = p.folded + s.amount FROM sums s WHERE p.name = s.account)
  SELECT count(*)::integer AS rows FROM gone`;

/** Adds the deltas of platform accounts to their folded balances. Only this touches those rows, never a posting. */
export async function foldPlatformDeltas(database: Database): Promise<void> {
  for (let chunk = 0; chunk < MAX_CHUNKS; chunk++) {
    const rows = await inTransaction(database, (tx) => tx.$queryRawUnsafe<{ rows: number }[]>(FOLD));
    if ((rows[0]?.rows ?? 0) < CHUNK_ROWS) return;
  }
}

/** What each platform account has: folded plus the deltas since, in one look. */
export async function platformBalances(sql: Sql): Promise<{ name: string; asset: Asset; balance: bigint }[]> {
  const rows = await sql.$queryRawUnsafe<{ name: string; asset: Asset; balance: string }[]>(
    `SELECT p.name, p.asset, (p.folded + coalesce(sum(d.amount), 0))::text AS balance
     FROM platform_account p LEFT JOIN platform_delta d ON d.account = p.name GROUP BY p.name ORDER BY p.name`,
  );
  return rows.map((row) => ({ ...row, balance: readSum(row.balance) }));
}

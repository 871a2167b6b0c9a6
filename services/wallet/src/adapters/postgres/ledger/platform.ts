import type { Asset } from "@metercast/money";
import type { Sql } from "@metercast/postgres";
import { readSum, retryConflicts } from "@metercast/postgres";
import type { PlatformBalance } from "../../../ports/accounts.ts";
import type { Database } from "../database.ts";

/** Rows of one fold: few enough for a short transaction. */
const CHUNK_ROWS = 5_000;

/**
 * Sums exactly the rows that it deletes, so rows that arrive meanwhile are neither lost nor counted twice.
 */
const FOLD = `
  WITH gone AS (
    DELETE FROM platform_delta WHERE id IN (SELECT id FROM platform_delta ORDER BY id LIMIT ${CHUNK_ROWS})
    RETURNING account, amount),
  sums AS (SELECT account, sum(amount) AS amount FROM gone GROUP BY account ORDER BY account),
  folded AS (UPDATE platform_account p SET folded = p.folded + s.amount FROM sums s WHERE p.name = s.account)
  SELECT count(*)::integer AS rows FROM gone`;

/** Adds deltas to the folded balances, whose rows nothing else updates; gives whether more are left. */
export async function foldPlatformDeltas(database: Database): Promise<boolean> {
  const [gone] = await retryConflicts(() => database.$queryRawUnsafe<{ rows: number }[]>(FOLD));
  return gone?.rows === CHUNK_ROWS;
}

/** Each platform account: its folded balance plus the deltas since. */
export async function platformBalances(sql: Sql): Promise<PlatformBalance[]> {
  const rows = await sql.$queryRawUnsafe<{ name: string; asset: Asset; balance: string }[]>(
    `SELECT p.name, p.asset, (p.folded + coalesce(sum(d.amount), 0))::text AS balance
     FROM platform_account p LEFT JOIN platform_delta d ON d.account = p.name GROUP BY p.name ORDER BY p.name`,
  );
  return rows.map((row) => ({ ...row, balance: readSum(row.balance) }));
}

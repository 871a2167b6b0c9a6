// Made by `npm run sql` from platform.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface FoldDeltasRow {
  rows: number;
}

/** Sums exactly the rows that it deletes: none that arrives meanwhile is lost or counted twice. */
export const foldDeltas: Statement<void, FoldDeltasRow> = {
  sql: `WITH gone AS (
  DELETE FROM platform_delta WHERE id IN (SELECT id FROM platform_delta ORDER BY id LIMIT 5000)
  RETURNING account, amount),
sums AS (SELECT account, sum(amount) AS amount FROM gone GROUP BY account ORDER BY account),
folded AS (UPDATE platform_account p SET folded = p.folded + s.amount FROM sums s WHERE p.name = s.account)
SELECT count(*)::integer AS "rows" FROM gone`,
  parameters: [],
};

export interface PlatformBalancesRow {
  name: string;
  asset: string;
  balance: string;
}

/** Each platform account: its folded balance plus the deltas since. */
export const platformBalances: Statement<void, PlatformBalancesRow> = {
  sql: `SELECT p.name AS "name", p.asset AS "asset", (p.folded + coalesce(sum(d.amount), 0))::text AS "balance"
  FROM platform_account p LEFT JOIN platform_delta d ON d.account = p.name GROUP BY p.name ORDER BY p.name`,
  parameters: [],
};

export interface OpenPlatformAccountsParams {
  names: readonly string[] | Buffer;
  assets: readonly string[] | Buffer;
}

export const openPlatformAccounts: Statement<OpenPlatformAccountsParams, never> = {
  sql: `INSERT INTO platform_account (name, asset) SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING`,
  parameters: ["names", "assets"],
};

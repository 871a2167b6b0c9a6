import type { Asset } from "@metercast/money";
import { execute, one, readSum, retryConflicts, rows, type Sql } from "@metercast/postgres";
import type { PlatformBalance } from "../../../ports/accounts.ts";
import type { Database } from "../database.ts";
import * as statements from "./platform.queries.ts";

/** Rows of one fold, as its statement limits them: few enough for a short transaction. */
const CHUNK_ROWS = 5_000;

/** Adds deltas to the folded balances, whose rows nothing else updates; gives whether more are left. */
export async function foldPlatformDeltas(database: Database): Promise<boolean> {
  const gone = await retryConflicts(() => one(database, statements.foldDeltas));
  return gone?.rows === CHUNK_ROWS;
}

export async function platformBalances(sql: Sql): Promise<PlatformBalance[]> {
  const found = await rows(sql, statements.platformBalances);
  return found.map(({ name, asset, balance }) => ({
    name,
    asset: asset as Asset,
    balance: readSum(balance),
  }));
}

export async function openPlatformAccounts(
  sql: Sql,
  accounts: Readonly<Record<string, Asset>>,
): Promise<void> {
  await execute(sql, statements.openPlatformAccounts, {
    names: Object.keys(accounts),
    assets: Object.values(accounts),
  });
}

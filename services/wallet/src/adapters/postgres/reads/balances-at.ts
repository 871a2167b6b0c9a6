import { one, type Sql } from "@metercast/postgres";
import { MetercastError } from "@metercast/runtime";
import type { BalancesQuery } from "../../../ports/entries.ts";
import { accountsOf } from "../ledger/accounts.ts";
import * as statements from "./statement.queries.ts";
import { last, lastBefore } from "./versions.ts";

/** An account's balance at each of some ascending times: each search begins at the result of the one before. */
export async function balancesAt(sql: Sql, { userId, asset, times }: BalancesQuery): Promise<bigint[]> {
  const account = (await accountsOf(sql, userId)).find((one) => one.asset === asset);
  if (!account) return times.map(() => 0n);
  const versions: bigint[] = [];
  for (const time of times) {
    const before = versions.at(-1) ?? 0n;
    // From before it: two transactions may overlap at a time.
    versions.push(await lastBefore(sql, account, time.getTime(), before > 0n ? before - 1n : 0n));
  }
  const [opens, closes] = [versions[0] ?? 0n, versions.at(-1) ?? 0n];
  const gone = await one(sql, statements.findDetached, { account: account.account, opens, closes });
  if (gone?.detached)
    throw new MetercastError("too_old", "entries of that time have been archived: ask the operator for them");
  const entries = await Promise.all(versions.map((version) => last(sql, account, version)));
  return entries.map((entry) => entry?.balance_after ?? 0n);
}

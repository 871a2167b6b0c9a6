import type { Asset } from "@metercast/money";
import { execute, rows, type Sql } from "@metercast/postgres";
import type { Account } from "../../../domain/account.ts";
import type { UserAccount } from "../../../domain/transfer.ts";
import * as statements from "./accounts.queries.ts";

export function toAccount(row: statements.FindAccountsRow): Account {
  const { id, owner, asset, posted, held, version } = row;
  return { account: id, userId: owner, asset: asset as Asset, posted, held, version };
}

type Wanted = readonly UserAccount[];
const lists = (wanted: Wanted) => ({
  owners: wanted.map(({ userId }) => userId),
  assets: wanted.map(({ asset }) => asset),
});

/** Opens the accounts that don't exist yet. */
export async function openAccounts(sql: Sql, wanted: Wanted): Promise<void> {
  if (wanted.length === 0) return;
  await execute(sql, statements.openAccounts, lists(wanted));
}

export async function findAccounts(sql: Sql, wanted: Wanted): Promise<Account[]> {
  return (await rows(sql, statements.findAccounts, lists(wanted))).map(toAccount);
}

export async function lockAccounts(tx: Sql, wanted: Wanted): Promise<Account[]> {
  if (wanted.length === 0) return [];
  return (await rows(tx, statements.lockAccounts, lists(wanted))).map(toAccount);
}

export async function accountsOf(sql: Sql, ...userIds: string[]): Promise<Account[]> {
  return (await rows(sql, statements.accountsOf, { owners: userIds })).map(toAccount);
}

export async function writeBalances(tx: Sql, accounts: readonly Account[]): Promise<void> {
  for (const { account, posted, held, version } of accounts)
    await execute(tx, statements.writeBalance, { account, posted, held, version });
}

import type { Asset } from "@metercast/money";
import type { Sql } from "@metercast/postgres";
import type { Account } from "../../../domain/account.ts";
import type { UserAccount } from "../../../domain/transfer.ts";

export interface AccountRow {
  id: bigint;
  owner: string;
  asset: Asset;
  posted: bigint;
  held: bigint;
  version: bigint;
}

export function toAccount(row: AccountRow): Account {
  const { id, owner, asset, posted, held, version } = row;
  return { account: id, userId: owner, asset, posted, held, version };
}

const COLUMNS = "id, owner, asset, posted, held, version";

type Wanted = readonly UserAccount[];
const lists = (wanted: Wanted) =>
  [wanted.map(({ userId }) => userId), wanted.map(({ asset }) => asset)] as const;

/** Opens the accounts that don't exist yet, in one order, or two concurrent calls could deadlock. */
export async function openAccounts(sql: Sql, wanted: Wanted): Promise<void> {
  if (wanted.length === 0) return;
  await sql.$executeRawUnsafe(
    `INSERT INTO account (owner, asset)
     SELECT DISTINCT w.owner, w.asset FROM unnest($1::text[], $2::text[]) AS w (owner, asset)
     WHERE NOT EXISTS (SELECT FROM account a WHERE a.owner = w.owner AND a.asset = w.asset)
     ORDER BY 2, 1 ON CONFLICT DO NOTHING`,
    ...lists(wanted),
  );
}

export async function findAccounts(sql: Sql, wanted: Wanted): Promise<Account[]> {
  const rows = await sql.$queryRawUnsafe<AccountRow[]>(
    `SELECT ${COLUMNS} FROM account WHERE (owner, asset) IN (SELECT * FROM unnest($1::text[], $2::text[]))`,
    ...lists(wanted),
  );
  return rows.map(toAccount);
}

/** Locks accounts in the order that every posting keeps: TOKEN before USD, then by number. */
export async function lockAccounts(tx: Sql, wanted: Wanted): Promise<Account[]> {
  if (wanted.length === 0) return [];
  const rows = await tx.$queryRawUnsafe<AccountRow[]>(
    `SELECT ${COLUMNS} FROM account WHERE (owner, asset) IN (SELECT * FROM unnest($1::text[], $2::text[]))
     ORDER BY asset, id FOR UPDATE`,
    ...lists(wanted),
  );
  return rows.map(toAccount);
}

export async function accountsOf(sql: Sql, ...userIds: string[]): Promise<Account[]> {
  const rows = await sql.$queryRawUnsafe<AccountRow[]>(
    `SELECT ${COLUMNS} FROM account WHERE owner = ANY($1::text[]) ORDER BY owner, asset`,
    userIds,
  );
  return rows.map(toAccount);
}

export async function writeBalances(tx: Sql, accounts: readonly Account[]): Promise<void> {
  for (const { account, posted, held, version } of accounts) {
    await tx.$executeRawUnsafe(
      "UPDATE account SET posted = $2, held = $3, version = $4 WHERE id = $1 AND version < $4",
      account,
      posted,
      held,
      version,
    );
  }
}

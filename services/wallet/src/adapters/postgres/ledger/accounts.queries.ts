// Made by `npm run sql` from accounts.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface OpenAccountsParams {
  owners: readonly string[] | Buffer;
  assets: readonly string[] | Buffer;
}

/** Opens the accounts that don't exist yet, in one order, or two concurrent calls could deadlock. */
export const openAccounts: Statement<OpenAccountsParams, never> = {
  sql: `INSERT INTO account (owner, asset)
SELECT DISTINCT w.owner, w.asset FROM unnest($1::text[], $2::text[]) AS w (owner, asset)
 WHERE NOT EXISTS (SELECT FROM account a WHERE a.owner = w.owner AND a.asset = w.asset)
 ORDER BY 2, 1 ON CONFLICT DO NOTHING`,
  parameters: ["owners", "assets"],
};

export interface FindAccountsParams {
  owners: readonly string[] | Buffer;
  assets: readonly string[] | Buffer;
}

export interface FindAccountsRow {
  id: bigint;
  owner: string;
  asset: string;
  posted: bigint;
  held: bigint;
  version: bigint;
}

/** Accounts by their owners and assets, which are two lists of one length. */
export const findAccounts: Statement<FindAccountsParams, FindAccountsRow> = {
  sql: `SELECT id, owner, asset, posted, held, version FROM account
 WHERE (owner, asset) IN (SELECT * FROM unnest($1::text[], $2::text[]))`,
  parameters: ["owners", "assets"],
};

export interface LockAccountsParams {
  owners: readonly string[] | Buffer;
  assets: readonly string[] | Buffer;
}

export interface LockAccountsRow {
  id: bigint;
  owner: string;
  asset: string;
  posted: bigint;
  held: bigint;
  version: bigint;
}

/** Locks accounts in the order that every posting keeps: TOKEN before USD, then by number. */
export const lockAccounts: Statement<LockAccountsParams, LockAccountsRow> = {
  sql: `SELECT id, owner, asset, posted, held, version FROM account
 WHERE (owner, asset) IN (SELECT * FROM unnest($1::text[], $2::text[]))
 ORDER BY asset, id FOR UPDATE`,
  parameters: ["owners", "assets"],
};

export interface AccountsOfParams {
  owners: readonly string[] | Buffer;
}

export interface AccountsOfRow {
  id: bigint;
  owner: string;
  asset: string;
  posted: bigint;
  held: bigint;
  version: bigint;
}

/** All accounts of some users. */
export const accountsOf: Statement<AccountsOfParams, AccountsOfRow> = {
  sql: `SELECT id, owner, asset, posted, held, version FROM account WHERE owner = ANY($1::text[]) ORDER BY owner, asset`,
  parameters: ["owners"],
};

export interface WriteBalanceParams {
  posted: bigint | number;
  held: bigint | number;
  version: bigint | number;
  account: bigint | number;
}

/** Writes an account's balance, unless a later version is there. */
export const writeBalance: Statement<WriteBalanceParams, never> = {
  sql: `UPDATE account SET posted = $1, held = $2, version = $3 WHERE id = $4 AND version < $3`,
  parameters: ["posted", "held", "version", "account"],
};

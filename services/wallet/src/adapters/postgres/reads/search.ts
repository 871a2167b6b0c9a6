import { publicId, searchedIds } from "@metercast/contracts";
import { type Asset, formatAmount } from "@metercast/money";
import type { Sql } from "@metercast/postgres";
import type { SearchHit } from "../../../ports/search.ts";
import { accountsOf } from "../ledger/accounts.ts";

const TRANSFER = `
  SELECT t.id::text, t.asset, t.amount, t.reference_type, t.reference_id, t.created_at,
         coalesce((SELECT owner FROM account WHERE id = coalesce(t.debit_account, t.credit_account)), '') AS owner
  FROM transfer t`;

interface TransferRow {
  id: string;
  asset: Asset;
  amount: bigint;
  reference_type: string;
  reference_id: string;
  created_at: Date;
  owner: string;
}

/** A request has a handful of transfers. */
const MOST = 10;

/** Of what the beginning of an id names, the newest few. */
const NEWEST = 5;

/** What an id or its beginning names in the books: by an index, never a scan. */
export async function search(sql: Sql, query: string): Promise<SearchHit[]> {
  const ids = searchedIds(["transfer", "hold"], query);
  if (ids) return (ids.kind === "hold" ? holds : transfersOf)(sql, ids.from, ids.to);
  if (/^min_[0-9a-f]{32}$/.test(query)) return minutes(sql, query);
  const [accounts, requested] = await Promise.all([
    accountsOf(sql, query),
    // Sources are few: Postgres skips from one to the next in the index of (source, request_id).
    transfers(sql, `WHERE t.request_id = $1 ORDER BY t.source LIMIT ${MOST}`, query),
  ]);
  const owned = accounts.map(({ account, userId, asset, posted, held }) => ({
    kind: "account",
    id: String(account),
    userId,
    summary: `${formatAmount(posted, asset)} ${asset}, ${formatAmount(held, asset)} of it held`,
    createdAt: undefined,
    parentId: userId,
  }));
  return [...owned, ...requested];
}

const transfersOf = (sql: Sql, from: string, to: string) =>
  transfers(sql, `WHERE t.id BETWEEN $1::uuid AND $2::uuid ORDER BY t.id DESC LIMIT ${NEWEST}`, from, to);

async function transfers(sql: Sql, rest: string, ...values: string[]): Promise<SearchHit[]> {
  const rows = await sql.$queryRawUnsafe<TransferRow[]>(`${TRANSFER} ${rest}`, ...values);
  return rows.map((row) => ({
    kind: "transfer",
    id: publicId("transfer", row.id),
    userId: row.owner,
    summary: `${row.reference_type} ${formatAmount(row.amount, row.asset)} ${row.asset}`,
    createdAt: row.created_at,
    parentId: row.reference_id,
  }));
}

interface HoldRow {
  id: string;
  amount: bigint;
  status: string;
  reference_id: string;
  created_at: Date;
  owner: string;
  asset: Asset;
}

async function holds(sql: Sql, from: string, to: string): Promise<SearchHit[]> {
  const rows = await sql.$queryRawUnsafe<HoldRow[]>(
    `SELECT h.id::text, h.amount, h.status, h.reference_id, h.created_at, a.owner, a.asset
     FROM hold h JOIN account a ON a.id = h.account WHERE h.id BETWEEN $1::uuid AND $2::uuid ORDER BY h.id DESC LIMIT ${NEWEST}`,
    from,
    to,
  );
  return rows.map((row) => ({
    kind: "hold",
    id: publicId("hold", row.id),
    userId: row.owner,
    summary: `${formatAmount(row.amount, row.asset)} ${row.asset}, ${row.status}`,
    createdAt: row.created_at,
    parentId: row.reference_id,
  }));
}

async function minutes(sql: Sql, id: string): Promise<SearchHit[]> {
  const rows = await sql.$queryRawUnsafe<
    { session: string; minute: number; tokens: number; paid: boolean; posted_at: Date; owner: string }[]
  >(
    `SELECT minute_session(m.id, m.minute)::text AS session, m.minute, m.tokens, m.paid, b.posted_at, a.owner
     FROM viewer_minute m JOIN minute_batch b ON b.id = m.batch JOIN account a ON a.id = m.viewer WHERE m.id = $1::uuid`,
    id.slice("min_".length),
  );
  return rows.map((row) => ({
    kind: "minute",
    id,
    userId: row.owner,
    summary: `minute ${row.minute}, ${row.tokens} TOKEN, ${row.paid ? "paid" : "refused"}`,
    createdAt: row.posted_at,
    parentId: publicId("session", row.session),
  }));
}

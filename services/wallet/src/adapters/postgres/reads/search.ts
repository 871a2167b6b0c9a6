import { publicId, searchedIds } from "@metercast/contracts";
import { type Asset, formatAmount } from "@metercast/money";
import { rows, type Sql } from "@metercast/postgres";
import type { SearchHit } from "../../../ports/search.ts";
import { accountsOf } from "../ledger/accounts.ts";
import * as statements from "./search.queries.ts";

/** What an id or its beginning names in the books: by an index, never a scan. */
export async function search(sql: Sql, query: string): Promise<SearchHit[]> {
  const ids = searchedIds(["transfer", "hold"], query);
  if (ids?.kind === "hold") return (await rows(sql, statements.holdsBetween, ids)).map(holdHit);
  if (ids) return (await rows(sql, statements.transfersBetween, ids)).map(transferHit);
  if (/^min_[0-9a-f]{32}$/.test(query)) return minutes(sql, query);
  const [accounts, requested] = await Promise.all([
    accountsOf(sql, query),
    rows(sql, statements.transfersOfRequest, { requestId: query }),
  ]);
  const owned = accounts.map(({ account, userId, asset, posted, held }) => ({
    kind: "account",
    id: String(account),
    userId,
    summary: `${formatAmount(posted, asset)} ${asset}, ${formatAmount(held, asset)} of it held`,
    createdAt: undefined,
    parentId: userId,
  }));
  return [...owned, ...requested.map(transferHit)];
}

function transferHit(row: statements.TransfersBetweenRow): SearchHit {
  const asset = row.asset as Asset;
  return {
    kind: "transfer",
    id: publicId("transfer", row.id),
    userId: row.owner,
    summary: `${row.reference_type} ${formatAmount(row.amount, asset)} ${asset}`,
    createdAt: row.created_at,
    parentId: row.reference_id,
  };
}

function holdHit(row: statements.HoldsBetweenRow): SearchHit {
  const asset = row.asset as Asset;
  return {
    kind: "hold",
    id: publicId("hold", row.id),
    userId: row.owner,
    summary: `${formatAmount(row.amount, asset)} ${asset}, ${row.status}`,
    createdAt: row.created_at,
    // A lot of the reserve shows itself.
    parentId: row.reference_id.startsWith("wdr_") ? row.reference_id : "",
  };
}

async function minutes(sql: Sql, id: string): Promise<SearchHit[]> {
  const found = await rows(sql, statements.findMinute, { id: id.slice("min_".length) });
  return found.map((row) => ({
    kind: "minute",
    id,
    userId: row.owner,
    summary: `minute ${row.minute}, ${row.tokens} TOKEN, ${row.paid ? "paid" : "refused"}`,
    createdAt: row.posted_at,
    parentId: publicId("session", row.session),
  }));
}

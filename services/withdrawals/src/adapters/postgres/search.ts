import { publicId, searchedIds, searchHit } from "@metercast/contracts";
import type { SearchHit } from "@metercast/contracts/common/v1/search.ts";
import { formatAmount } from "@metercast/money";
import { rows, type Sql } from "@metercast/postgres";
import * as sql from "./search.queries.ts";

const limit = 5;
const OF_AMOUNT = 10;

/** What an id, its beginning, a creator, an amount or a provider’s reference names, by an index. */
export async function search(database: Sql, query: string): Promise<SearchHit[]> {
  const ids = searchedIds(["withdrawal", "attempt", "payoutMethod"], query);
  if (ids) {
    const range = { from: ids.from, to: ids.to, limit };
    if (ids.kind === "withdrawal")
      return (await rows(database, sql.withdrawalsBetween, range)).map(ofWithdrawal);
    if (ids.kind === "attempt") return (await rows(database, sql.attemptsBetween, range)).map(ofAttempt);
    return (await rows(database, sql.methodsBetween, range)).map(ofMethod);
  }
  const amount = amountOf(query);
  const [withdrawals, methods, attempts, ofAmount] = await Promise.all([
    rows(database, sql.withdrawalsOf, { creatorId: query, limit }),
    rows(database, sql.methodsOf, { query, limit }),
    rows(database, sql.attemptsOfReference, { reference: query, limit }),
    amount === undefined ? [] : rows(database, sql.withdrawalsOfAmount, { amount, limit: OF_AMOUNT }),
  ]);
  return [
    ...[...withdrawals, ...ofAmount].map(ofWithdrawal),
    ...methods.map(ofMethod),
    ...attempts.map(ofAttempt),
  ];
}

/** "100", "100.5", "$1,000.00" or "20 USD" in cents; undefined: it is no amount. */
function amountOf(query: string): bigint | undefined {
  const match = /^\$? ?(\d{1,3}(?:,\d{3})+|\d{1,13})(?:\.(\d{1,2}))? ?(?:usd)?$/i.exec(query.trim());
  if (!match) return undefined;
  const [, whole = "", fraction = ""] = match;
  return BigInt(whole.replaceAll(",", "") + fraction.padEnd(2, "0"));
}

const usd = (cents: bigint) => `${formatAmount(cents, "USD")} USD`;

const hit = (
  kind: "withdrawal" | "attempt" | "payoutMethod",
  row: { id: string; creator_id: string; created_at: Date },
  summary: string,
  parentId = "",
) =>
  searchHit(kind, {
    id: row.id,
    user_id: row.creator_id,
    created_at: row.created_at,
    summary,
    parent_id: parentId,
  });

const ofWithdrawal = (row: sql.WithdrawalsOfRow) =>
  hit("withdrawal", row, `${row.status}, ${usd(row.amount)}`);
const ofAttempt = (row: sql.AttemptsOfReferenceRow) =>
  hit(
    "attempt",
    row,
    `${row.method}, ${row.state}, ${usd(row.amount)}`,
    publicId("withdrawal", row.withdrawal),
  );
const ofMethod = (row: sql.MethodsOfRow) =>
  hit("payoutMethod", row, `${row.kind}, ${row.deleted_at === null ? row.state : "deleted"}`);

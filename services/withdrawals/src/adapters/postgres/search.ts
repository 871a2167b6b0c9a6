import { type FoundRow, searchedIds, searchHit } from "@metercast/contracts";
import { formatAmount } from "@metercast/money";
import type { Sql } from "@metercast/postgres";
import type { SearchHit } from "../../ports.ts";

/** `cents` where the summary is about money. */
type Row = FoundRow & { cents: bigint | null };

/** What the three kinds of rows look like in a list of hits; add WHERE. */
const SELECT = {
  withdrawal: `SELECT id::text, creator_id AS user_id, status AS summary, amount AS cents, created_at, '' AS parent_id FROM withdrawal`,
  attempt: `SELECT id::text, creator_id AS user_id, method || ', ' || state AS summary, amount AS cents, created_at,
    'wdr_' || replace(withdrawal::text, '-', '') AS parent_id FROM payout_attempt`,
  payoutMethod: `SELECT id::text, creator_id AS user_id, kind || ', ' || CASE WHEN deleted_at IS NULL THEN state ELSE 'deleted' END AS summary, NULL::bigint AS cents,
    created_at, '' AS parent_id FROM payout_method`,
} as const;
type Kind = keyof typeof SELECT;
const KINDS = Object.keys(SELECT) as Kind[];

/** Of what a creator's id or the beginning of an id names, the newest few of each kind. */
const NEWEST = 5;
const BETWEEN = "id BETWEEN $1::uuid AND $2::uuid";
const LATEST = `ORDER BY id DESC LIMIT ${NEWEST}`;
const SEEN = " AND hold <> 'placing'";

/** What an id or its beginning names here: by an index, never a scan. */
export async function search(sql: Sql, query: string): Promise<SearchHit[]> {
  const ids = searchedIds(KINDS, query);
  if (ids)
    return find(
      sql,
      ids.kind,
      `${BETWEEN}${ids.kind === "withdrawal" ? SEEN : ""} ${LATEST}`,
      ids.from,
      ids.to,
    );
  const [asked, methods, tried] = await Promise.all([
    find(sql, "withdrawal", `creator_id = $1${SEEN} ${LATEST}`, query),
    find(
      sql,
      "payoutMethod",
      `creator_id = $1 OR account_id = $1 ORDER BY created_at DESC LIMIT ${NEWEST}`,
      query,
    ),
    // Stripe's transfer and payout, or the bank's reference. (Empty ones are not in the index, and no query is empty.)
    find(
      sql,
      "attempt",
      `(funding_ref = $1 AND funding_ref <> '') OR (payout_ref = $1 AND payout_ref <> '') ORDER BY created_at DESC LIMIT ${NEWEST}`,
      query,
    ),
  ]);
  return [...asked, ...methods, ...tried];
}

async function find(sql: Sql, kind: Kind, where: string, ...values: string[]): Promise<SearchHit[]> {
  const rows = await sql.$queryRawUnsafe<Row[]>(`${SELECT[kind]} WHERE ${where}`, ...values);
  return rows.map(({ cents, ...row }) => {
    const summary = cents === null ? row.summary : `${row.summary}, ${formatAmount(cents, "USD")} USD`;
    return searchHit(kind, { ...row, summary });
  });
}

import { publicId, uuidOf } from "@metercast/contracts";
import { formatAmount } from "@metercast/money";
import type { Sql } from "@metercast/outbox";
import type { SearchHit } from "../../ports.ts";

interface Row {
  id: string;
  user_id: string;
  summary: string;
  /** Where the summary is about money. */
  cents: bigint | null;
  created_at: Date;
  withdrawal: string | null;
}

/** What the three kinds of rows look like in a list of hits; add WHERE. */
const SELECT = {
  withdrawal: `SELECT id::text, creator_id AS user_id, status AS summary, amount AS cents, created_at, NULL AS withdrawal FROM withdrawal`,
  attempt: `SELECT id::text, creator_id AS user_id, method || ', ' || state AS summary, amount AS cents, created_at, withdrawal::text FROM payout_attempt`,
  payoutMethod: `SELECT id::text, creator_id AS user_id, kind || ', ' || CASE WHEN deleted_at IS NULL THEN state ELSE 'deleted' END AS summary, NULL::bigint AS cents,
    created_at, NULL AS withdrawal FROM payout_method`,
} as const;
type Kind = keyof typeof SELECT;

const NAMES = { withdrawal: "withdrawal", attempt: "payout_attempt", payoutMethod: "payout_method" } as const;
/** Of what a creator's id names, the newest few of each kind. */
const NEWEST = 5;
const SEEN = " AND hold <> 'placing'";

/** What an id names here: by equality and by an index, never a scan. */
export async function search(sql: Sql, query: string): Promise<SearchHit[]> {
  for (const kind of Object.keys(SELECT) as Kind[]) {
    const uuid = uuidOf(kind, query);
    if (uuid !== undefined) return find(sql, kind, `id = $1::uuid${kind === "withdrawal" ? SEEN : ""}`, uuid);
  }
  const [asked, methods, tried] = await Promise.all([
    find(sql, "withdrawal", `creator_id = $1${SEEN} ORDER BY id DESC LIMIT ${NEWEST}`, query),
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

async function find(sql: Sql, kind: Kind, where: string, value: string): Promise<SearchHit[]> {
  const rows = await sql.$queryRawUnsafe<Row[]>(`${SELECT[kind]} WHERE ${where}`, value);
  return rows.map(({ id, user_id, summary, cents, created_at, withdrawal }) => ({
    kind: NAMES[kind],
    id: publicId(kind, id),
    userId: user_id,
    summary: cents === null ? summary : `${summary}, ${formatAmount(cents, "USD")} USD`,
    createdAt: created_at,
    parentId: withdrawal === null ? "" : publicId("withdrawal", withdrawal),
  }));
}

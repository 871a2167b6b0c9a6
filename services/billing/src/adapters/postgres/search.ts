import { type FoundRow, searchedIds, searchHit } from "@metercast/contracts";
import type { SearchHit } from "@metercast/contracts/common/v1/search.ts";
import { formatAmount } from "@metercast/money";
import type { Sql } from "@metercast/postgres";

/** `cents` where the summary is about money. */
type Row = FoundRow & { cents: bigint | null };

/** What the four kinds of rows look like in a list of hits; add WHERE. */
const SELECT = {
  stream: `SELECT id::text, creator_id AS user_id, title || CASE WHEN ended_at IS NULL THEN ', live' ELSE ', ended' END AS summary, NULL::bigint AS cents,
    started_at AS created_at, '' AS parent_id FROM stream`,
  session: `SELECT id::text, viewer_id AS user_id, coalesce(end_reason, state) || ', ' || minutes_billed || ' minutes paid' AS summary, NULL::bigint AS cents,
    started_at AS created_at, 'str_' || replace(stream_id::text, '-', '') AS parent_id FROM session`,
  rate: `SELECT id::text, created_by AS user_id, scope || CASE WHEN scope_id = '' THEN '' ELSE ' ' || scope_id END || ', version ' || version || ', ' || tokens_per_minute || ' tokens a minute' AS summary,
    NULL::bigint AS cents, created_at, '' AS parent_id FROM rate_card`,
  topUp: `SELECT id::text, viewer_id AS user_id, tokens || ' tokens, ' || state || coalesce((SELECT ', needs review: ' || string_agg(kind, ', ') FROM top_up_case
    WHERE top_up_id = top_up.id AND resolved_at IS NULL), '') AS summary, cents, created_at, '' AS parent_id FROM top_up`,
} as const;
type Kind = keyof typeof SELECT;
const KINDS = Object.keys(SELECT) as Kind[];

/** Of what a user's id or the beginning of an id names, the newest few of each kind. */
const NEWEST = 5;

/** What an id or its beginning names here: by an index, never a scan. */
export async function search(sql: Sql, query: string): Promise<SearchHit[]> {
  const ids = searchedIds(KINDS, query);
  if (ids)
    return find(
      sql,
      ids.kind,
      `${BETWEEN}${ids.kind === "session" ? OPENED : ""} ${LATEST}`,
      ids.from,
      ids.to,
    );
  const [own, watched, bought, stripes] = await Promise.all([
    find(sql, "stream", `creator_id = $1 ORDER BY (ended_at IS NULL) DESC, id DESC LIMIT ${NEWEST}`, query),
    find(sql, "session", `viewer_id = $1${OPENED} ${LATEST}`, query),
    find(sql, "topUp", `viewer_id = $1 ORDER BY created_at DESC LIMIT ${NEWEST}`, query),
    find(sql, "topUp", STRIPES, query),
  ]);
  return [...own, ...watched, ...bought, ...stripes];
}

const BETWEEN = "id BETWEEN $1::uuid AND $2::uuid";
const LATEST = `ORDER BY id DESC LIMIT ${NEWEST}`;
const OPENED = " AND state <> 'joining'";
/** Stripe's own names: the Checkout session, the payment, its charge, a refund or dispute, a webhook's event. */
const STRIPES = `id IN (
  SELECT id FROM top_up WHERE checkout_session_id = $1 UNION SELECT id FROM top_up WHERE payment_intent_id = $1
  UNION SELECT id FROM top_up WHERE charge_id = $1 UNION SELECT top_up_id FROM top_up_reversal WHERE id = $1
  UNION SELECT top_up_id FROM top_up_money_move WHERE id = $1 OR source_id = $1 UNION SELECT top_up_id FROM top_up_case WHERE object_id = $1
  UNION SELECT t.id FROM stripe_event e JOIN top_up t ON e.object_id IN (t.checkout_session_id, t.charge_id) WHERE e.id = $1)`;

async function find(sql: Sql, kind: Kind, where: string, ...values: string[]): Promise<SearchHit[]> {
  const rows = await sql.$queryRawUnsafe<Row[]>(`${SELECT[kind]} WHERE ${where}`, ...values);
  return rows.map(({ cents, ...row }) => {
    const summary = cents === null ? row.summary : `${row.summary}, ${formatAmount(cents, "USD")} USD`;
    return searchHit(kind, { ...row, summary });
  });
}

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
  parent_id: string;
}

/** What the four kinds of rows look like in a list of hits; add WHERE. */
const SELECT = {
  stream: `SELECT id::text, creator_id AS user_id, title || CASE WHEN ended_at IS NULL THEN ', live' ELSE ', ended' END AS summary, NULL::bigint AS cents,
    started_at AS created_at, '' AS parent_id FROM stream`,
  session: `SELECT id::text, viewer_id AS user_id, coalesce(end_reason, state) || ', ' || minutes_billed || ' minutes paid' AS summary, NULL::bigint AS cents,
    started_at AS created_at, 'str_' || replace(stream_id::text, '-', '') AS parent_id FROM session`,
  rate: `SELECT id::text, created_by AS user_id, scope || CASE WHEN scope_id = '' THEN '' ELSE ' ' || scope_id END || ', version ' || version || ', ' || tokens_per_minute || ' tokens a minute' AS summary,
    NULL::bigint AS cents, created_at, '' AS parent_id FROM rate_card`,
  topUp: `SELECT id::text, viewer_id AS user_id, tokens || ' tokens, ' || state AS summary, cents, created_at, '' AS parent_id FROM top_up`,
} as const;
type Kind = keyof typeof SELECT;

const NAMES = { stream: "stream", session: "session", rate: "rate", topUp: "top_up" } as const;
/** Of what a user's id names, the newest few of each kind. */
const NEWEST = 5;

/** What an id names here: by equality and by an index, never a scan. */
export async function search(sql: Sql, query: string): Promise<SearchHit[]> {
  for (const kind of Object.keys(SELECT) as Kind[]) {
    const uuid = uuidOf(kind, query);
    if (uuid !== undefined) return find(sql, kind, `id = $1::uuid${kind === "session" ? OPENED : ""}`, uuid);
  }
  const [own, watched, bought, stripes] = await Promise.all([
    find(sql, "stream", `creator_id = $1 ORDER BY (ended_at IS NULL) DESC, id DESC LIMIT ${NEWEST}`, query),
    find(sql, "session", `viewer_id = $1${OPENED} ORDER BY id DESC LIMIT ${NEWEST}`, query),
    find(sql, "topUp", `viewer_id = $1 ORDER BY created_at DESC LIMIT ${NEWEST}`, query),
    find(sql, "topUp", STRIPES, query),
  ]);
  return [...own, ...watched, ...bought, ...stripes];
}

const OPENED = " AND state <> 'joining'";
/** Stripe's own names: the Checkout session, the payment, its charge, a refund or dispute, a webhook's event. */
const STRIPES = `id IN (
  SELECT id FROM top_up WHERE checkout_session_id = $1 UNION SELECT id FROM top_up WHERE payment_intent_id = $1
  UNION SELECT id FROM top_up WHERE charge_id = $1 UNION SELECT top_up_id FROM top_up_reversal WHERE id = $1
  UNION SELECT t.id FROM stripe_event e JOIN top_up t ON e.object_id IN (t.checkout_session_id, t.charge_id) WHERE e.id = $1)`;

async function find(sql: Sql, kind: Kind, where: string, value: string): Promise<SearchHit[]> {
  const rows = await sql.$queryRawUnsafe<Row[]>(`${SELECT[kind]} WHERE ${where}`, value);
  return rows.map(({ id, user_id, summary, cents, created_at, parent_id }) => ({
    kind: NAMES[kind],
    id: publicId(kind, id),
    userId: user_id,
    summary: cents === null ? summary : `${summary}, ${formatAmount(cents, "USD")} USD`,
    createdAt: created_at,
    parentId: parent_id,
  }));
}

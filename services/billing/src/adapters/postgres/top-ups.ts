import type { Sql } from "@metercast/postgres";
import { MetercastError } from "@metercast/runtime";
import type { TopUp, TopUpState } from "../../domain/top-up.ts";
import type { ClaimedTopUp, TopUps } from "../../ports/top-ups.ts";
import { type Database, inTransaction } from "./database.ts";

const COLUMNS = `id::text, viewer_id, package_id, tokens, cents, state, return_url, call_number, checkout_session_id, checkout_url, fee_cents,
  coalesce(booked_cents, cents) AS booked_cents, ms_of(created_at) AS created_ms`;

interface Row {
  id: string;
  viewer_id: string;
  package_id: string;
  tokens: bigint;
  cents: bigint;
  state: TopUpState;
  return_url: string;
  call_number: number;
  checkout_session_id: string | null;
  checkout_url: string;
  fee_cents: bigint;
  booked_cents: bigint;
  created_ms: number;
}

const toTopUp = (row: Row): TopUp => ({
  id: row.id,
  viewerId: row.viewer_id,
  packageId: row.package_id,
  tokens: row.tokens,
  cents: row.cents,
  state: row.state,
  returnUrl: row.return_url,
  callNumber: row.call_number,
  checkoutSessionId: row.checkout_session_id ?? undefined,
  checkoutUrl: row.checkout_url,
  feeCents: row.fee_cents,
  bookedCents: row.booked_cents,
  createdAt: row.created_ms,
});

/** After these days no payment of a top-up is under way any more (the slowest bank debits take two weeks). */
const LOOKED_AT_DAYS = 30;
/** Counting further would cost more than it tells. */
const COUNTED = 10_000;

/** Top-ups in Postgres. Every change is one statement that says from which state it goes: two that do it at once do it once. */
export function topUpStore(sql: Database, maxOpen: number): TopUps {
  const one = async (where: string, ...values: unknown[]): Promise<TopUp | undefined> => {
    const rows = await sql.$queryRawUnsafe<Row[]>(`SELECT ${COLUMNS} FROM top_up WHERE ${where}`, ...values);
    return rows.map(toTopUp)[0];
  };
  const find = (id: string) => one("id = $1::uuid", id);
  /** Changes the row where `from` holds, and gives it as it is then. */
  const change = async (id: string, set: string, from: string, ...values: unknown[]): Promise<TopUp> => {
    const rows = await sql.$queryRawUnsafe<Row[]>(
      `UPDATE top_up SET ${set}, updated_at = now() WHERE id = $1::uuid AND ${from} RETURNING ${COLUMNS}`,
      id,
      ...values,
    );
    const row = rows.map(toTopUp)[0] ?? (await find(id));
    if (!row) throw new MetercastError("internal", `no top-up ${id}`);
    return row;
  };
  return {
    find,
    byKey: (viewerId, key) => one("viewer_id = $1 AND idempotency_key = $2", viewerId, key),
    byPayment: (paymentIntentId) => one("payment_intent_id = $1", paymentIntentId),
    insert: (topUp, key, nextAt) => inTransaction(sql, (tx) => insert(tx, topUp, key, nextAt, maxOpen)),
    // A webhook may have been faster than the answer of the call that made the session.
    opened: (id, sessionId, url, nextAt) =>
      change(
        id,
        `checkout_session_id = $2, checkout_url = $3, state = CASE state WHEN 'created' THEN 'open' ELSE state END,
         next_at = CASE state WHEN 'created' THEN at_ms($4::float8) ELSE next_at END`,
        "checkout_url = '' AND (checkout_session_id IS NULL OR checkout_session_id = $2)",
        sessionId,
        url,
        nextAt,
      ),
    leaveCall: (id, callNumber) =>
      change(id, "call_number = call_number + 1", "call_number = $2::int", callNumber),
    paid: (id, { sessionId, paymentIntentId, chargeId, bookedCents, feeCents }) =>
      change(
        id,
        `state = 'paid', checkout_session_id = $2, payment_intent_id = $3, charge_id = $4, fee_cents = $5::bigint, booked_cents = $6::bigint,
         next_at = now() + interval '1 minute'`,
        "state NOT IN ('paid', 'credited')",
        sessionId,
        paymentIntentId,
        chargeId,
        feeCents,
        bookedCents,
      ),
    async credited(id) {
      const rows = await sql.$executeRawUnsafe(
        "UPDATE top_up SET state = 'credited', next_at = NULL, updated_at = now() WHERE id = $1::uuid AND state = 'paid'",
        id,
      );
      return rows === 1;
    },
    async close(id, state) {
      await sql.$executeRawUnsafe(
        `UPDATE top_up SET state = $2, next_at = NULL, updated_at = now() WHERE id = $1::uuid AND state IN ('created', 'open')`,
        id,
        state,
      );
    },
    async leave(id) {
      await sql.$executeRawUnsafe(
        "UPDATE top_up SET next_at = NULL, updated_at = now() WHERE id = $1::uuid",
        id,
      );
    },
    claim: (limit) => claim(sql, limit),
    async overdue(seconds) {
      const [row] = await sql.$queryRawUnsafe<{ count: number }[]>(
        `SELECT count(*)::int FROM (SELECT FROM top_up WHERE next_at < now() - make_interval(secs => $1::float8) LIMIT ${COUNTED}) AS overdue`,
        seconds,
      );
      return row?.count ?? 0;
    },
  };
}

/** One viewer's inserts stand in line, so that together they keep the bound. A Checkout session can be paid for 24 hours. */
async function insert(tx: Sql, topUp: TopUp, key: string, nextAt: number, maxOpen: number): Promise<boolean> {
  await tx.$executeRawUnsafe("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", topUp.viewerId);
  const rows = await tx.$executeRawUnsafe(
    `INSERT INTO top_up (id, viewer_id, package_id, tokens, cents, idempotency_key, return_url, created_at, next_at)
     SELECT $1::uuid, $2, $3, $4::bigint, $5::bigint, $6, $7, at_ms($8::float8), at_ms($9::float8)
     WHERE (SELECT count(*) FROM top_up WHERE viewer_id = $2 AND state IN ('created', 'open') AND created_at > now() - interval '24 hours') < $10::integer
     ON CONFLICT DO NOTHING`,
    topUp.id,
    topUp.viewerId,
    topUp.packageId,
    topUp.tokens,
    topUp.cents,
    key,
    topUp.returnUrl,
    topUp.createdAt,
    nextAt,
    maxOpen,
  );
  return rows === 1;
}

/** The next look is set by the claim itself: as long as the row is old, a minute at least. So it is lease and backoff in one. */
async function claim(sql: Sql, limit: number): Promise<ClaimedTopUp[]> {
  const rows = await sql.$queryRawUnsafe<(Row & { last: boolean })[]>(
    `UPDATE top_up SET next_at = CASE WHEN created_at < now() - make_interval(days => ${LOOKED_AT_DAYS}) THEN NULL
       ELSE now() + least(greatest(now() - created_at, interval '1 minute'), interval '1 hour') END
     WHERE id IN (SELECT id FROM top_up WHERE next_at <= now() ORDER BY next_at LIMIT $1::int FOR UPDATE SKIP LOCKED)
     RETURNING ${COLUMNS}, next_at IS NULL AS last`,
    limit,
  );
  return rows.map((row) => ({ ...toTopUp(row), last: row.last }));
}

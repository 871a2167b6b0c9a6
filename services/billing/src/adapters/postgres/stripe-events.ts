import type { Retention, Sql } from "@metercast/postgres";
import type { ClaimedEvent, StripeEvents } from "../../ports/stripe-events.ts";

/** Counting further would cost more than it tells. */
const COUNTED = 10_000;

/** Far longer than Stripe or a person sends an event again (the table itself keeps them for 30 days). */
export const HANDLED_STRIPE_EVENTS: Retention = {
  table: "stripe_event",
  old: "handled_at IS NOT NULL AND received_at < now() - interval '90 days'",
};

/** Stripe's events in Postgres. */
export function stripeEventStore(sql: Sql): StripeEvents {
  return {
    store: (events) =>
      events.length === 0
        ? Promise.resolve(0)
        : sql.$executeRawUnsafe(
            `INSERT INTO stripe_event (id, type, object_id, payload)
             SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::jsonb[]) ON CONFLICT DO NOTHING`,
            events.map(({ id }) => id),
            events.map(({ type }) => type),
            events.map(({ objectId }) => objectId),
            events.map(({ payload }) => payload),
          ),
    claim: (limit, leaseSeconds) =>
      sql.$queryRawUnsafe<ClaimedEvent[]>(
        `UPDATE stripe_event SET attempts = attempts + 1, next_at = now() + make_interval(secs => $2::float8)
         WHERE id IN (SELECT id FROM stripe_event WHERE handled_at IS NULL AND next_at <= now() ORDER BY next_at LIMIT $1::int FOR UPDATE SKIP LOCKED)
         RETURNING id, type, object_id AS "objectId", attempts`,
        limit,
        leaseSeconds,
      ),
    async handled(id, outcome, error) {
      await sql.$executeRawUnsafe(
        "UPDATE stripe_event SET handled_at = now(), outcome = $2, error = $3 WHERE id = $1 AND handled_at IS NULL",
        id,
        outcome,
        error,
      );
    },
    async again(id, error, afterMs) {
      await sql.$executeRawUnsafe(
        `UPDATE stripe_event SET error = $2, next_at = now() + $3::float8 * interval '1 millisecond' WHERE id = $1 AND handled_at IS NULL`,
        id,
        error,
        afterMs,
      );
    },
    async waiting() {
      const [row] = await sql.$queryRawUnsafe<{ count: number }[]>(
        `SELECT count(*)::int FROM (SELECT FROM stripe_event WHERE handled_at IS NULL LIMIT ${COUNTED}) AS waiting`,
      );
      return row?.count ?? 0;
    },
  };
}

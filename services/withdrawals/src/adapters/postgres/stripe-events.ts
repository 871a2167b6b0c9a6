import type { Retention } from "@metercast/postgres";
import type { StripeEvent, StripeEvents } from "../../ports.ts";
import type { Database } from "./client.ts";

interface EventRow {
  id: string;
  type: string;
  account: string;
  object_id: string;
  attempt: string | null;
  payload: Uint8Array;
  tries: number;
}

const CLAIM = `
  UPDATE stripe_event SET tries = tries + 1, next_at = now() + make_interval(secs => $2::float8)
  WHERE id IN (SELECT id FROM stripe_event WHERE next_at <= now() ORDER BY next_at LIMIT $1::integer FOR UPDATE SKIP LOCKED)
  RETURNING id, type, account, object_id, attempt::text, payload, tries`;

/** Far longer than Stripe or a person sends an event again (the table itself keeps them for 30 days). */
export const HANDLED_STRIPE_EVENTS: Retention = {
  table: "stripe_event",
  old: "next_at IS NULL AND received_at < now() - interval '90 days'",
};

/** Webhooks as they came. */
export function postgresStripeEvents(database: Database): StripeEvents {
  return {
    async store(event) {
      const rows = await database.$executeRawUnsafe(
        `INSERT INTO stripe_event (id, type, account, object_id, attempt, payload) VALUES ($1, $2, $3, $4, $5::uuid, $6) ON CONFLICT DO NOTHING`,
        event.id,
        event.type,
        event.account,
        event.objectId,
        event.attemptId ?? null,
        event.payload,
      );
      return rows === 1;
    },
    async claim(limit, leaseSeconds) {
      const rows = await database.$queryRawUnsafe<EventRow[]>(CLAIM, limit, leaseSeconds);
      return rows.map((row) => ({ ...toEvent(row), tries: row.tries }));
    },
    async handled(id, outcome) {
      await database.$executeRawUnsafe(
        "UPDATE stripe_event SET outcome = $2, next_at = NULL WHERE id = $1",
        id,
        outcome,
      );
    },
  };
}

function toEvent({ id, type, account, object_id, attempt, payload }: EventRow): StripeEvent {
  return { id, type, account, objectId: object_id, attemptId: attempt ?? undefined, payload };
}

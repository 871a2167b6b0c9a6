import { type AnyEvent, encodeEvent } from "@metercast/contracts";
import type { Sql } from "@metercast/postgres";
import { traceHeaders, type Wakeable } from "@metercast/runtime";

const INSERT = `
  INSERT INTO outbox (subject, content_type, payload, headers)
  SELECT subject, content_type, payload, $4::jsonb
  FROM unnest($1::text[], $2::text[], $3::bytea[]) AS event (subject, content_type, payload)`;

/**
 * Writes events into the outbox in the transaction `tx`. The relay publishes them after the commit: use
 * `wakingAfterCommit`, or call `relay.wake()` then. The active trace goes with them.
 */
export async function appendEvents(tx: Sql, events: readonly AnyEvent[]): Promise<void> {
  if (events.length === 0) return;
  const encoded = events.map(({ type, message }) => encodeEvent(type, message as never));
  await tx.$executeRawUnsafe(
    INSERT,
    events.map((event) => event.type),
    encoded.map((event) => event.contentType),
    encoded.map((event) => event.payload),
    JSON.stringify(traceHeaders()),
  );
}

/**
 * Runs a transaction that writes its events by the given `append`, and wakes the relay after the commit if
 * there are any. A second wake-up while the relay publishes costs nothing: it looks again anyway.
 */
export async function wakingAfterCommit<T>(
  relay: Wakeable,
  transaction: (append: typeof appendEvents) => Promise<T>,
): Promise<T> {
  let appended = false;
  const result = await transaction(async (tx, events) => {
    appended ||= events.length > 0;
    await appendEvents(tx, events);
  });
  if (appended) relay.wake();
  return result;
}

import { purgeTable, type Retention, type Sql } from "@metercast/postgres";

/** Sent rows are kept this long for a replay. */
export const OUTBOX_RETENTION_DAYS = 7;
/** Longer than any replay reaches back, so that no event is handled twice. */
export const INBOX_RETENTION_DAYS = 14;
const OUTBOX: Retention = {
  table: "outbox",
  old: `sent_at < now() - make_interval(days => ${OUTBOX_RETENTION_DAYS})`,
};
const INBOX: Retention = {
  table: "inbox",
  old: `received_at < now() - make_interval(days => ${INBOX_RETENTION_DAYS})`,
};

/**
 * Marks everything committed since a time as unsent, for use after the broker lost acknowledged messages.
 * The running relay publishes it; consumers skip what they have handled. Rows that a relay has published
 * and not yet marked lose their claim and are published again. Returns the number of rows.
 */
export async function replayOutbox(sql: Sql, since: Date): Promise<number> {
  return sql.$executeRawUnsafe(
    "UPDATE outbox SET sent_at = NULL, claimed_until = NULL WHERE (sent_at IS NOT NULL OR claimed_until IS NOT NULL) AND created_at >= $1::timestamptz",
    since,
  );
}

/**
 * Deletes rows older than the retentions: of the outbox, the inbox, and the service's own tables. Returns
 * the number of rows.
 */
export async function purge(sql: Sql, also: readonly Retention[] = []): Promise<number> {
  let total = 0;
  for (const retention of [OUTBOX, INBOX, ...also]) total += await purgeTable(sql, retention);
  return total;
}

import { purgeTable, type Retention, type Sql } from "@metercast/postgres";

/** Sent rows are kept for this long, so that what a broker forgot can be sent again. */
export const OUTBOX_RETENTION_DAYS = 7;
/** Longer than any replay reaches back, so that no replay is ever handled twice. */
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
 * Sends again everything that was committed since a time, for when the broker lost what it had acknowledged. The running relay
 * does the sending; consumers have seen most of it and do nothing. What a relay has published and not yet marked as sent goes too: it loses its
 * claim, and with it the mark. Gives the number of rows.
 */
export async function replayOutbox(sql: Sql, since: Date): Promise<number> {
  return sql.$executeRawUnsafe(
    "UPDATE outbox SET sent_at = NULL, claimed_until = NULL WHERE (sent_at IS NOT NULL OR claimed_until IS NOT NULL) AND created_at >= $1::timestamptz",
    since,
  );
}

/** Deletes what is older than the retentions: of the outbox, the inbox, and whatever else the service names. Gives the number of rows. */
export async function purge(sql: Sql, also: readonly Retention[] = []): Promise<number> {
  let total = 0;
  for (const retention of [OUTBOX, INBOX, ...also]) total += await purgeTable(sql, retention);
  return total;
}

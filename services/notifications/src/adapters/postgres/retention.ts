import type { Retention } from "@metercast/postgres";

/** A summary needs the week before last at most. */
const EARNINGS_DAYS = 21;
/**
 * Nobody knows when a stream that is quiet goes on, and without its owner its earnings are in no summary.
 * Rows are small, so they stay longer than any stream is live.
 */
const OWNER_DAYS = 400;
/** Longer than an event stays in its stream: a request that arrives after its decision stays closed. */
const CLOSED_REQUEST_DAYS = 30;

/** Rows that notifications are made of. */
export const KINDS_RETENTION: readonly Retention[] = [
  { table: "stream_earning", old: `from_at < now() - interval '${EARNINGS_DAYS} days'` },
  {
    table: "stream_owner",
    old: `started_at < now() - interval '${OWNER_DAYS} days'
      AND NOT EXISTS (SELECT FROM stream_earning e WHERE e.stream_id = stream_owner.stream_id)`,
  },
  // Their limit is counted over a day.
  { table: "unconfirmed_mail", old: `sent_at < now() - interval '2 days'` },
  { table: "open_request", old: `closed_at < now() - interval '${CLOSED_REQUEST_DAYS} days'` },
];

import type { Sql } from "@metercast/postgres";
import type { Figures } from "../../figures.ts";

/** Open withdrawals are few; the indexes on status, needs_review and unknown_since answer all of these. */
const WITHDRAWALS = `
  SELECT status, count(*)::int AS count, sum(amount)::float8 AS cents, extract(epoch FROM now() - min(created_at))::float8 AS "oldestSeconds"
  FROM withdrawal WHERE status IN ('PENDING', 'APPROVED') AND hold <> 'placing' GROUP BY status`;
const REVIEWS = `SELECT needs_review AS reason, count(*)::int AS count FROM withdrawal WHERE needs_review <> '' GROUP BY needs_review`;
const ATTEMPTS = `
  SELECT count(*)::int AS count, coalesce(extract(epoch FROM now() - min(a.created_at)), 0)::float8 AS "oldestSeconds"
  FROM payout_attempt a JOIN withdrawal w ON w.id = a.withdrawal
  WHERE w.status = 'APPROVED' AND a.state NOT IN ('paid', 'failed', 'reversed', 'returned')`;
const UNKNOWN = `
  SELECT count(*)::int AS count, coalesce(extract(epoch FROM now() - min(unknown_since)), 0)::float8 AS "oldestSeconds"
  FROM payout_attempt WHERE unknown_since IS NOT NULL`;
const EVENTS = "SELECT count(*)::int AS count FROM stripe_event WHERE next_at IS NOT NULL";
const FREEZE = "SELECT frozen FROM payout_freeze";

/** What waits, and for how long, for /metrics. */
export async function readFigures(sql: Sql): Promise<Figures> {
  type Aged = { count: number; oldestSeconds: number };
  const rows = <T>(query: string) => sql.$queryRawUnsafe<T[]>(query);
  const one = async <T>(query: string): Promise<T> => (await rows<T>(query))[0] as T;
  return {
    open: await rows(WITHDRAWALS),
    needsReview: await rows(REVIEWS),
    unsettled: await one<Aged>(ATTEMPTS),
    unknown: await one<Aged>(UNKNOWN),
    stripeEvents: (await one<{ count: number }>(EVENTS)).count,
    frozen: (await one<{ frozen: boolean }>(FREEZE)).frozen,
  };
}

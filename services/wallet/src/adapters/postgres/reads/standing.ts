import type { Sql } from "@metercast/postgres";
import type { ViewerFunds } from "../../../ports/funds.ts";

const NO_SESSION = "00000000-0000-0000-0000-000000000000";
/** Far more minutes than can be on their way at once. */
const MOST_STEPS = 10_000;

/**
 * One statement, so one snapshot: what is not in the balance is not among the paid minutes, and the other
 * way round. Paid minutes are a session's first ones, so each session is followed from what the caller knew
 * to the first one that isn't paid.
 */
const STANDING = `
  WITH RECURSIVE paid (place, session, minute, steps) AS (
    SELECT place, session, minute, 0 FROM unnest($2::uuid[], $3::integer[]) WITH ORDINALITY AS asked (session, minute, place)
    UNION ALL
    SELECT p.place, p.session, p.minute + 1, p.steps + 1 FROM paid p
    WHERE p.steps < ${MOST_STEPS}
      AND EXISTS (SELECT FROM viewer_minute m WHERE m.id = minute_id(p.session, p.minute + 1) AND m.id >= $4::uuid AND m.paid))
  SELECT coalesce((SELECT posted - held FROM account WHERE owner = $1 AND asset = 'TOKEN'), 0) AS available,
         (SELECT coalesce(array_agg(minute ORDER BY place), '{}') FROM (SELECT place, max(minute) AS minute FROM paid GROUP BY place) AS reached) AS paid`;

export async function readStanding(
  sql: Sql,
  userId: string,
  sessions: readonly { session: string; paidMinutes: number }[],
): Promise<ViewerFunds> {
  const [row] = await sql.$queryRawUnsafe<{ available: bigint; paid: number[] }[]>(
    STANDING,
    userId,
    sessions.map(({ session }) => session),
    sessions.map(({ paidMinutes }) => paidMinutes),
    // Below it is no minute of any of them: so many partitions need not be opened.
    sessions.map(({ session }) => session).sort()[0] ?? NO_SESSION,
  );
  if (!row) throw new Error("a standing without a row");
  return { availableTokens: row.available, paidMinutes: row.paid };
}

import type { Sql } from "@metercast/postgres";
import type { EarningsSummary } from "../../../ports/earnings.ts";
import { accountsOf } from "../ledger/accounts.ts";

/**
 * A creator's sums from the hourly rollups: `since` are starts of sums (whole hours, UTC), `streams` ask
 * for their own.
 */
export async function readEarnings(
  sql: Sql,
  creatorId: string,
  streams: readonly string[],
  since: readonly Date[],
): Promise<EarningsSummary> {
  const account = (await accountsOf(sql, creatorId)).find(({ asset }) => asset === "USD");
  if (!account)
    return {
      totalCents: 0n,
      totalMinutes: 0n,
      centsSince: since.map(() => 0n),
      streams: [],
      account: undefined,
    };
  const [total] = await sql.$queryRawUnsafe<{ minutes: bigint; cents: bigint }[]>(
    "SELECT coalesce(sum(minutes), 0)::bigint AS minutes, coalesce(sum(cents), 0)::bigint AS cents FROM earnings_hour WHERE creator = $1",
    account.account,
  );
  const sums = await sql.$queryRawUnsafe<{ cents: bigint }[]>(
    `SELECT coalesce(sum(h.cents), 0)::bigint AS cents
     FROM unnest($2::timestamptz[]) WITH ORDINALITY AS s (start, place)
     LEFT JOIN earnings_hour h ON h.creator = $1 AND h.hour >= s.start GROUP BY s.place ORDER BY s.place`,
    account.account,
    since.map((start) => start.toISOString()),
  );
  const rows = await sql.$queryRawUnsafe<{ stream: string; minutes: bigint; cents: bigint }[]>(
    `SELECT stream::text, sum(minutes)::bigint AS minutes, sum(cents)::bigint AS cents
     FROM earnings_hour WHERE stream = ANY ($2::uuid[]) AND creator = $1 GROUP BY stream`,
    account.account,
    streams,
  );
  return {
    totalCents: total?.cents ?? 0n,
    totalMinutes: total?.minutes ?? 0n,
    centsSince: sums.map(({ cents }) => cents),
    streams: rows,
    account,
  };
}

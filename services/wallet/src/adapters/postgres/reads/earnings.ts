import { one, rows, type Sql } from "@metercast/postgres";
import type { EarningsSummary } from "../../../ports/earnings.ts";
import { accountsOf } from "../ledger/accounts.ts";
import * as statements from "./earnings.queries.ts";

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
  const creator = account.account;
  const total = await one(sql, statements.totalEarnings, { creator });
  const starts = since.map((start) => start.toISOString());
  const sums = await rows(sql, statements.earningsSince, { creator, since: starts });
  const earned = await rows(sql, statements.earningsOfStreams, { creator, streams });
  return {
    totalCents: total?.cents ?? 0n,
    totalMinutes: total?.minutes ?? 0n,
    centsSince: sums.map(({ cents }) => cents),
    streams: earned,
    account,
  };
}

export async function readEarnedInAll(
  sql: Sql,
  creators: readonly string[],
): Promise<ReadonlyMap<string, bigint>> {
  const found = await rows(sql, statements.earnedInAll, { creators: [...creators] });
  return new Map(found.map(({ creatorId, cents }) => [creatorId, cents]));
}

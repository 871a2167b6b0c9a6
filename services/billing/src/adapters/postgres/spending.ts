import { execute, rows, type Sql } from "@metercast/postgres";
import type { LimitVersion } from "../../domain/spending-limits.ts";
import type { SpendingReport, SpendingReports } from "../../ports/spending.ts";
import type { SpendingReads, SpendingWrites } from "../../ports/spending-limits.ts";
import type { Database, Tx } from "./database.ts";
import { toSession } from "./session-row.ts";
import * as sql from "./spending.queries.ts";

/** A minute is reported at most a day after it ended. */
const NEEDED_MS = 24 * 3_600_000;
/** Of a report: far more than a quarter of a year of watching. */
const MAX_STREAM_DAYS = 2_000;

/** Spending limits, in a transaction or outside of one. */
export const spendingReads = (on: Sql): SpendingReads => ({
  async limitsOf(viewerIds) {
    const found = await rows(on, sql.limitVersions, { viewerIds: [...viewerIds] });
    const versions = Map.groupBy(found, ({ viewer_id }) => viewer_id);
    return new Map([...versions].map(([viewerId, of]) => [viewerId, of.map(toVersion)]));
  },
  async unsettledSessions(viewerIds, since) {
    return (await rows(on, sql.unsettledSessions, { viewerIds: [...viewerIds], since })).map(toSession);
  },
  async settledTokens(requests, without) {
    if (requests.length === 0) return [];
    const found = await rows(on, sql.settledTokens, {
      viewerIds: requests.map(({ viewerId }) => viewerId),
      froms: requests.map(({ period }) => period.from),
      tos: requests.map(({ period }) => period.to),
      without: [...without],
    });
    const tokens = new Map(found.map((row) => [row.place, Number(row.tokens)]));
    return requests.map((_, place) => tokens.get(place) ?? 0);
  },
});

export const spendingWrites = (tx: Tx): SpendingWrites => ({
  async replaceLimits(viewerId, added, now) {
    await execute(tx, sql.removeWaitingLimits, { viewerId, now });
    for (const { effectiveAt, dayTokens, monthTokens, zone } of added)
      await execute(tx, sql.addLimits, {
        viewerId,
        effectiveAt,
        dayTokens: dayTokens === undefined ? null : BigInt(dayTokens),
        monthTokens: monthTokens === undefined ? null : BigInt(monthTokens),
        zone,
        now,
      });
    await execute(tx, sql.removeOldLimits, { viewerId, before: now - NEEDED_MS });
  },
  async judgeAgain(viewerId) {
    await execute(tx, sql.judgeAgain, { viewerId });
  },
  warnOnce: async (viewerId, { kind, period }) =>
    (await execute(tx, sql.warnOnce, { viewerId, kind, from: period.from })) === 1,
});

export const spendingReports = (database: Database): SpendingReports => ({
  async byStreamAndDay(viewerId, bounds): Promise<SpendingReport> {
    const [since = 0] = bounds;
    const found = await rows(database, sql.spendingByDay, {
      viewerId,
      since,
      froms: bounds.slice(0, -1),
      tos: bounds.slice(1),
      limit: MAX_STREAM_DAYS + 1,
    });
    return {
      streamDays: found.slice(0, MAX_STREAM_DAYS).map((row) => ({ ...row, minutes: Number(row.minutes) })),
      truncated: found.length > MAX_STREAM_DAYS,
      minutes: Number(found[0]?.allMinutes ?? 0n),
      tokens: found[0]?.allTokens ?? 0n,
    };
  },
});

const toVersion = (row: sql.LimitVersionsRow): LimitVersion => ({
  effectiveAt: row.effective_at.getTime(),
  dayTokens: row.day_tokens === null ? undefined : Number(row.day_tokens),
  monthTokens: row.month_tokens === null ? undefined : Number(row.month_tokens),
  zone: row.zone,
});

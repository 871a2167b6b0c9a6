import type { Clock } from "@metercast/runtime";
import { spenderOfRow } from "../../domain/judge-minutes.ts";
import type { Span } from "../../domain/spending.ts";
import {
  isLimited,
  type LimitVersion,
  limitsAt,
  newestLimits,
  periodOf,
} from "../../domain/spending-limits.ts";
import type { SpendingReads } from "../../ports/spending-limits.ts";
import type { Meter } from "../meter/meter.ts";
import { liveSpending, spentInPeriods } from "./spending-of.ts";

export interface GetSpendingLimitsPorts {
  spending: SpendingReads;
  meter: Pick<Meter, "newer">;
  clock: Clock;
}

export interface SpendingLimits {
  current: LimitVersion;
  /** A raise that waits. */
  pending: LimitVersion | undefined;
  day: Span & { spent: number };
  month: Span & { spent: number };
}

/** A viewer's limits and what counts towards them. `zone` counts while they have set none. */
export async function getSpendingLimits(
  { spending, meter, clock }: GetSpendingLimitsPorts,
  { viewerId, zone }: { viewerId: string; zone: string },
): Promise<SpendingLimits> {
  const now = clock.now();
  const versions = (await spending.limitsOf([viewerId])).get(viewerId) ?? [];
  const found = limitsAt(versions, now);
  const newest = newestLimits(versions);
  const pending = newest && newest.effectiveAt > now ? newest : undefined;
  const current = found && isLimited(found) ? found : none(zone || found?.zone || "UTC");
  const [day, month] = [periodOf(current.zone, "day", now), periodOf(current.zone, "month", now)];
  const sessions = await spending.unsettledSessions([viewerId], month.from);
  // By what is paid: the meter's own view of a session that runs here is a second newer than its row.
  const live = liveSpending(sessions, now, (row) => {
    const newer = meter.newer(row);
    return { ...spenderOfRow(newer, now), minutes: newer.minutesBilled };
  });
  const [ofDay = 0, ofMonth = 0] = await spentInPeriods(spending, viewerId, live, [day, month]);
  return { current, pending, day: { ...day, spent: ofDay }, month: { ...month, spent: ofMonth } };
}

const none = (zone: string): LimitVersion => ({
  dayTokens: undefined,
  monthTokens: undefined,
  zone,
  effectiveAt: 0,
});

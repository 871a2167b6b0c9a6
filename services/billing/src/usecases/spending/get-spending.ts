import type { SpendingReport, SpendingReports } from "../../ports/spending.ts";

/** What a viewer paid by stream and day, by the sessions' rows: a second or so behind the meter. */
export const getSpending = (
  { reports }: { reports: SpendingReports },
  { viewerId, bounds }: { viewerId: string; bounds: readonly number[] },
): Promise<SpendingReport> => reports.byStreamAndDay(viewerId, bounds);

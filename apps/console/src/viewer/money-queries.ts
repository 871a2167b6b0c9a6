import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, take } from "../api/client.ts";
import { cursorOf, paged } from "../api/queries.ts";
import { ownZone } from "../format/time.ts";

/** The periods that can be chosen, in days. */
export const PERIODS = [7, 30, 90] as const;

/** A day of the calendar, `back` days ago in the reader's zone. */
export function dayBack(back: number, nowMs: number): string {
  const day = new Date(nowMs);
  day.setDate(day.getDate() - back);
  return day.toLocaleDateString("sv-SE");
}

/** The last days, today included. */
export const lastDays = (days: number) => ({
  from: dayBack(days - 1, Date.now()),
  to: dayBack(0, Date.now()),
  zone: ownZone(),
});

export const spendingQuery = (days: number) =>
  queryOptions({
    queryKey: ["spending", days],
    queryFn: () => take(api.get("/api/wallet/spending", { params: { query: lastDays(days) } })),
    placeholderData: keepPreviousData,
  });

export const topUpsQuery = paged(["top-ups"], (cursor) =>
  take(api.get("/api/wallet/top-ups", { params: { query: { limit: 20, ...cursorOf(cursor) } } })),
);

export const limitsQuery = queryOptions({
  queryKey: ["spending-limits"],
  queryFn: () => take(api.get("/api/spending-limits", { params: { query: { zone: ownZone() } } })),
});

import { queryOptions } from "@tanstack/react-query";
import { api, take } from "../api/client.ts";
import { cursorOf, paged } from "../api/queries.ts";

export const summaryQuery = queryOptions({
  queryKey: ["earnings", "summary"],
  queryFn: () => take(api.get("/api/earnings/summary")),
});

export type Interval = "hour" | "day" | "month";

export const seriesQuery = (interval: Interval) =>
  queryOptions({
    queryKey: ["earnings", "series", interval],
    queryFn: () => take(api.get("/api/earnings/timeseries", { params: { query: { interval } } })),
    refetchInterval: 60_000,
  });

export const earnedByStreamQuery = paged(["earnings", "streams"], (cursor) =>
  take(api.get("/api/earnings/streams", { params: { query: { limit: 10, ...cursorOf(cursor) } } })),
);

export const ownWithdrawalsQuery = paged(["withdrawals", "own"], (cursor) =>
  take(api.get("/api/withdrawals", { params: { query: { limit: 100, ...cursorOf(cursor) } } })),
);

export const payoutMethodsQuery = queryOptions({
  queryKey: ["payout-methods"],
  queryFn: () => take(api.get("/api/payout-methods")),
});

/** The whole account, or one kind of movement. */
export const entriesQuery = (type: string | undefined) =>
  paged(["entries", type ?? "all"], (cursor) =>
    take(
      api.get("/api/wallet/entries", {
        params: {
          query: {
            limit: 25,
            asset: "USD",
            ...(type !== undefined && { reference_type: type }),
            ...cursorOf(cursor),
          },
        },
      }),
    ),
  );

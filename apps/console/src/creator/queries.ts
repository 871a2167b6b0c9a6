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

export interface EntryFilter {
  type: string | undefined;
  stream: string | undefined;
  /** RFC 3339; not before this. */
  from: string | undefined;
}

export const entriesQuery = ({ type, stream, from }: EntryFilter) =>
  paged(["entries", type ?? "", stream ?? "", from ?? ""], (cursor) =>
    take(
      api.get("/api/wallet/entries", {
        params: {
          query: {
            limit: 25,
            asset: "USD",
            ...(type !== undefined && { reference_type: type }),
            ...(stream !== undefined && { stream_id: stream }),
            ...(from !== undefined && { from }),
            ...cursorOf(cursor),
          },
        },
      }),
    ),
  );

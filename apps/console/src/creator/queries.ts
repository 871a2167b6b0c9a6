import { queryOptions } from "@tanstack/react-query";
import { api, take } from "../api/client.ts";
import { offered } from "../api/payouts.ts";
import { cursorOf, paged } from "../api/queries.ts";
import { ownZone } from "../format/time.ts";

export const summaryQuery = queryOptions({
  queryKey: ["earnings", "summary"],
  queryFn: () => take(api.get("/api/earnings/summary")),
});

export type Interval = "hour" | "day" | "month";

export const seriesQuery = (interval: Interval) =>
  queryOptions({
    queryKey: ["earnings", "series", interval],
    queryFn: () =>
      take(api.get("/api/earnings/timeseries", { params: { query: { interval, zone: ownZone() } } })),
    refetchInterval: 60_000,
  });

/** Read again at an interval, not with every minute that is paid: it sums up weeks. */
export const homeQuery = queryOptions({
  queryKey: ["home"],
  queryFn: () => take(api.get("/api/earnings/home", { params: { query: { zone: ownZone() } } })),
  refetchInterval: 20_000,
});

/** Null: no withdrawals are offered here. */
export const checklistQuery = queryOptions({
  queryKey: ["payout-methods", "checklist"],
  queryFn: () => offered(take(api.get("/api/payout-checklist"))),
  refetchInterval: 20_000,
});

export const streamHistoryQuery = (id: string) =>
  queryOptions({
    queryKey: ["stream-history", id],
    queryFn: () => take(api.get("/api/streams/{id}/history", { params: { path: { id } } })),
    staleTime: 300_000,
  });

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
  /** RFC 3339; before this. */
  to: string | undefined;
}

export const entriesQuery = ({ type, stream, from, to }: EntryFilter) =>
  paged(["entries", type ?? "", stream ?? "", from ?? "", to ?? ""], (cursor) =>
    take(
      api.get("/api/wallet/entries", {
        params: {
          query: {
            limit: 100,
            asset: "USD",
            ...(type !== undefined && { reference_type: type }),
            ...(stream !== undefined && { stream_id: stream }),
            ...(from !== undefined && { from }),
            ...(to !== undefined && { to }),
            ...cursorOf(cursor),
          },
        },
      }),
    ),
  );

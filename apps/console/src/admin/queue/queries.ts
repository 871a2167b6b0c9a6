import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { ask } from "../../api/payouts.ts";
import { unlessLive } from "../../live/is-live.ts";
import type { QueueSearch } from "./address.ts";
import { heard } from "./heard.ts";
import type { PagePlace } from "./pages.ts";
import { beforeOf, queryOf } from "./search.ts";
import type { DecisionFacts, QueuePage, RejectReason, SavedView, Withdrawal } from "./types.ts";

const PAGE = 100;

/** A page of the queue; rows that an event changed while the request was under way keep the newer state. */
export const queueQuery = (search: QueueSearch) =>
  infiniteQueryOptions({
    queryKey: ["withdrawals", "queue", search],
    queryFn: async ({ pageParam, signal }): Promise<QueuePage> => {
      const { cursor, before } = pageParam;
      const askedAt = Date.now();
      const query = { ...queryOf(search, before ?? beforeOf(search, askedAt)), limit: PAGE, cursor };
      const page = await ask<QueuePage>("get", "/api/withdrawals", { params: { query }, signal });
      return { ...page, data: page.data.map((row) => heard.newer(row, askedAt)) };
    },
    initialPageParam: { cursor: undefined, before: undefined } as PagePlace,
    getNextPageParam: ({ next_cursor: cursor }, _, { before }): PagePlace | undefined =>
      cursor === null ? undefined : { cursor, before },
    refetchInterval: unlessLive(15_000),
    // Events keep it: coming back to the window needs no refetch while they arrive.
    refetchOnWindowFocus: () => unlessLive(1)() !== false,
    gcTime: 60_000,
  });

/** One row as the queue shows it. Undefined: there is none. */
export async function readRow(id: string): Promise<Withdrawal | undefined> {
  const query = { q: id, limit: 1 };
  const { data } = await ask<QueuePage>("get", "/api/withdrawals", { params: { query } });
  return data.find((row) => row.id === id);
}

export const factsQuery = (id: string) =>
  queryOptions({
    queryKey: ["withdrawal-facts", id],
    queryFn: () => ask<DecisionFacts>("get", `/api/admin/withdrawals/${id}/facts`),
    staleTime: 60_000,
  });

export const rejectReasonsQuery = queryOptions({
  queryKey: ["reject-reasons"],
  queryFn: async () => (await ask<{ data: RejectReason[] }>("get", "/api/admin/reject-reasons")).data,
  staleTime: 300_000,
});

/** The page whose views they are. */
export const SAVED_ON = "queue";

export const savedViewsQuery = queryOptions({
  queryKey: ["saved-views"],
  queryFn: async () => (await ask<{ data: SavedView[] }>("get", "/api/admin/saved-views")).data,
  staleTime: 300_000,
});

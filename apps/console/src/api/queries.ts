import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, type Schemas, take } from "./client.ts";
import { newerWallet } from "./newer-wallet.ts";

/** Queries of more than one area. Live events use their keys (live/apply.ts). */

export const walletQuery = queryOptions({
  queryKey: ["wallet"],
  queryFn: () => take(api.get("/api/wallet")),
  structuralSharing: (known, answered) =>
    newerWallet(known as Schemas["Wallet"] | undefined, answered as Schemas["Wallet"]),
});

export const streamQuery = (id: string) =>
  queryOptions({
    queryKey: ["stream", id],
    queryFn: () => take(api.get("/api/streams/{id}", { params: { path: { id } } })),
  });

/** A creator's newest streams, live ones first. */
export const streamsQuery = (creatorId: string) =>
  queryOptions({
    queryKey: ["streams", "of", creatorId],
    queryFn: () =>
      take(
        api.get("/api/streams", {
          params: { query: { limit: 40, creator_id: creatorId } },
        }),
      ),
    refetchInterval: 15_000,
  });

export const withdrawalQuery = (id: string) =>
  queryOptions({
    queryKey: ["withdrawal", id],
    queryFn: () => take(api.get("/api/withdrawals/{id}", { params: { path: { id } } })),
  });

/** The pages of a list, one after the other. */
export function paged<T>(
  queryKey: readonly unknown[],
  page: (cursor: string | undefined) => Promise<{ data: T[]; has_more: boolean; next_cursor: string | null }>,
) {
  return infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam }) => page(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
    select: ({ pages }) => pages.flatMap(({ data }) => data),
  });
}

export const cursorOf = (cursor: string | undefined) => (cursor === undefined ? {} : { cursor });

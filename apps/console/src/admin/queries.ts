import { queryOptions } from "@tanstack/react-query";
import { api, type Schemas, take } from "../api/client.ts";
import { cursorOf, paged } from "../api/queries.ts";
import { unlessLive } from "../live/is-live.ts";
import type { Withdrawal } from "./queue/types.ts";

export type { Withdrawal } from "./queue/types.ts";

export type Status = Withdrawal["status"];

export const statsQuery = queryOptions({
  queryKey: ["withdrawal-stats"],
  queryFn: () => take(api.get("/api/admin/withdrawals/stats")),
  refetchInterval: unlessLive(15_000),
});

/** Enough pages; longer queues need more than a console. */
const MOST_PAGES = 10;

async function allPages<T>(
  page: (cursor: string | undefined) => Promise<{ data: T[]; next_cursor: string | null }>,
): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | undefined;
  for (let count = 0; count < MOST_PAGES; count++) {
    const { data, next_cursor: next } = await page(cursor);
    all.push(...data);
    if (next === null) break;
    cursor = next;
  }
  return all;
}

export const withdrawalsQuery = (status: Status | undefined, creator: string | undefined) =>
  paged(["withdrawals", "list", status ?? "all", creator ?? "all"], (cursor) =>
    take(
      api.get("/api/withdrawals", {
        params: {
          query: {
            limit: 50,
            ...(status !== undefined && { status }),
            ...(creator !== undefined && { user_id: creator }),
            ...cursorOf(cursor),
          },
        },
      }),
    ),
  );

export const reviewQuery = paged(["withdrawals", "review"], (cursor) =>
  take(
    api.get("/api/withdrawals", {
      params: { query: { attention: "needed", limit: 50, ...cursorOf(cursor) } },
    }),
  ),
);

export const creatorQuery = (id: string) =>
  queryOptions({
    queryKey: ["creator", id],
    queryFn: () => take(api.get("/api/admin/creators/{id}", { params: { path: { id } } })),
    staleTime: 30_000,
  });

export type PersonRecord = Schemas["PersonRecord"];

export const personQuery = (id: string) =>
  queryOptions({
    queryKey: ["person", id],
    queryFn: () => take(api.get("/api/admin/people/{id}", { params: { path: { id } } })),
  });

export const integrityQuery = queryOptions({
  queryKey: ["integrity"],
  queryFn: () => take(api.get("/api/admin/integrity")),
  refetchInterval: unlessLive(30_000),
});

/** All rate cards, newest first: only the whole list shows which ones apply. */
export const ratesQuery = queryOptions({
  queryKey: ["rates"],
  queryFn: () =>
    allPages((cursor) =>
      take(api.get("/api/admin/rates", { params: { query: { limit: 100, ...cursorOf(cursor) } } })),
    ),
});

export type Act = Schemas["Act"];

export const pendingActsQuery = queryOptions({
  queryKey: ["acts", "pending"],
  queryFn: () =>
    allPages((cursor) => {
      const query = { status: "pending", limit: 100, ...cursorOf(cursor) } as const;
      return take(api.get("/api/admin/acts", { params: { query } }));
    }),
  refetchInterval: 15_000,
});

/** The newest of all states. */
export const recentActsQuery = queryOptions({
  queryKey: ["acts", "recent"],
  queryFn: async () => {
    const { data } = await take(api.get("/api/admin/acts", { params: { query: { limit: 50 } } }));
    return data.filter(({ status, needs_second }) => status !== "pending" && needs_second !== null);
  },
});

export interface AuditFilter {
  actor?: string | undefined;
  action?: string | undefined;
  object?: string | undefined;
}

export const auditQuery = ({ actor, action, object }: AuditFilter) =>
  paged(["audit", actor ?? "", action ?? "", object ?? ""], (cursor) =>
    take(
      api.get("/api/admin/audit", {
        params: {
          query: {
            limit: 25,
            ...(actor && { actor_id: actor }),
            ...(action && { action }),
            ...(object && { object_id: object }),
            ...cursorOf(cursor),
          },
        },
      }),
    ),
  );

export const searchQuery = (q: string) =>
  queryOptions({
    queryKey: ["search", q],
    queryFn: () => take(api.get("/api/admin/search", { params: { query: { q } } })),
  });

import { type QueryClient, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, type Schemas, take } from "../api/client.ts";
import { cursorOf, paged } from "../api/queries.ts";
import { unlessLive } from "../live/is-live.ts";

export type Notification = Schemas["Notification"];
export type Preferences = Schemas["NotificationPreferences"];
export type InboxStatus = "all" | "unread" | "archived";

/** Live events refetch what begins with "notifications". */
export const unreadQuery = queryOptions({
  queryKey: ["notifications", "unread-count"],
  queryFn: async () => {
    const query = { status: "unread", limit: 1 } as const;
    return (await take(api.get("/api/notifications", { params: { query } }))).unread;
  },
  refetchInterval: unlessLive(60_000),
});

export const inboxQuery = (status: InboxStatus) =>
  paged(["notifications", "list", status], (cursor) =>
    take(api.get("/api/notifications", { params: { query: { status, limit: 25, ...cursorOf(cursor) } } })),
  );

export const preferencesQuery = queryOptions({
  queryKey: ["notification-preferences"],
  queryFn: () => take(api.get("/api/notification-preferences")),
});

const refetch = (cache: QueryClient) => cache.invalidateQueries({ queryKey: ["notifications"] });

export function useMark() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ id, as }: { id: string; as: "read" | "archive" }) =>
      take(api.post(`/api/notifications/{id}/${as}`, { params: { path: { id } } })),
    onSuccess: () => refetch(cache),
  });
}

export function useReadAll() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (upTo: string) => take(api.post("/api/notifications/read-all", { body: { up_to: upTo } })),
    onSuccess: () => refetch(cache),
  });
}

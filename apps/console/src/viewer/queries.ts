import { queryOptions } from "@tanstack/react-query";
import { api, take } from "../api/client.ts";
import { cursorOf, paged } from "../api/queries.ts";

export const packagesQuery = queryOptions({
  queryKey: ["token-packages"],
  queryFn: () => take(api.get("/api/token-packages")),
  staleTime: 300_000,
});

/** Live ones come first. */
export const streamPagesQuery = paged(["streams", "pages"], (cursor) =>
  take(api.get("/api/streams", { params: { query: { limit: 30, ...cursorOf(cursor) } } })),
);

export const receiptsQuery = paged(["sessions"], (cursor) =>
  take(api.get("/api/sessions", { params: { query: { limit: 50, ...cursorOf(cursor) } } })),
);

/** This stream's newest session; still open if the page was closed without leaving. */
export const lastSessionQuery = (streamId: string) =>
  queryOptions({
    queryKey: ["session-of", streamId],
    queryFn: () => take(api.get("/api/sessions", { params: { query: { limit: 1, stream_id: streamId } } })),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });

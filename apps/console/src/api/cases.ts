import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, type Schemas, take } from "./client.ts";
import { cursorOf, paged } from "./queries.ts";

export type Case = Schemas["Case"];
export type CaseDetails = Schemas["CaseDetails"];
export type CaseStatus = Case["status"];
export type CaseReason = Case["reason"];

export const REASONS: readonly CaseReason[] = ["picture_frozen", "not_watched", "wrong_charge", "other"];

export const isOpen = ({ status }: Pick<Case, "status">): boolean =>
  status === "open" || status === "answered";

/** The person's own that are not ended, newest first; more than a page of them nobody has. */
export const openCasesQuery = queryOptions({
  queryKey: ["cases", "open"],
  queryFn: async () => {
    const query = { status: "open,answered", limit: 100 } as const;
    return (await take(api.get("/api/cases", { params: { query } }))).data;
  },
});

export interface CaseFilter {
  status?: string | undefined;
  reason?: CaseReason | undefined;
  viewer?: string | undefined;
  stream?: string | undefined;
  order?: "newest" | "oldest";
}

export const casesQuery = ({ status, reason, viewer, stream, order = "newest" }: CaseFilter) =>
  paged(["cases", "list", status ?? "", reason ?? "", viewer ?? "", stream ?? "", order], (cursor) =>
    take(
      api.get("/api/cases", {
        params: {
          query: {
            limit: 50,
            order,
            ...(status && { status }),
            ...(reason && { reason }),
            ...(viewer && { viewer_id: viewer }),
            ...(stream && { stream_id: stream }),
            ...cursorOf(cursor),
          },
        },
      }),
    ),
  );

export const caseQuery = (id: string) =>
  queryOptions({
    queryKey: ["cases", "one", id],
    queryFn: () => take(api.get("/api/cases/{id}", { params: { path: { id } } })),
  });

/** After a change: lists, counts and the case itself. */
export const refetchCases = (cache: QueryClient): Promise<void> =>
  cache.invalidateQueries({ queryKey: ["cases"] });

import { queryOptions } from "@tanstack/react-query";
import { api, type Schemas, take } from "../api/client.ts";

export type Evidence = Schemas["CaseEvidence"];

export const evidenceQuery = (id: string) =>
  queryOptions({
    queryKey: ["cases", "evidence", id],
    queryFn: () => take(api.get("/api/cases/{id}/evidence", { params: { path: { id } } })),
  });

export const caseStatsQuery = queryOptions({
  queryKey: ["cases", "stats"],
  queryFn: () => take(api.get("/api/admin/cases/stats")),
  refetchInterval: 60_000,
});

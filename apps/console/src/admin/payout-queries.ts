import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { ask, offered } from "../api/payouts.ts";
import { cursorOf } from "../api/queries.ts";
import type { ApprovalPolicies, EarningsPolicies, RailState, Trace } from "./payout-types.ts";

/** The pages of a trail. */
export const traceQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ["trace", id],
    queryFn: ({ pageParam }) =>
      ask<Trace>("get", `/api/admin/trace/${encodeURIComponent(id)}`, {
        params: { query: cursorOf(pageParam) },
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
  });

export const railStatesQuery = queryOptions({
  queryKey: ["rail-states"],
  queryFn: () => offered(ask<{ data: RailState[] }>("get", "/api/admin/rails")),
  refetchInterval: 30_000,
});

export const earningsPoliciesQuery = queryOptions({
  queryKey: ["policies", "earnings"],
  queryFn: () => offered(ask<EarningsPolicies>("get", "/api/admin/policies/earnings")),
});

export const approvalPolicyQuery = queryOptions({
  queryKey: ["policies", "auto-approval"],
  queryFn: () => offered(ask<ApprovalPolicies>("get", "/api/admin/policies/auto-approval")),
});

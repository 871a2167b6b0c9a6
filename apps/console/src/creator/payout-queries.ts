import { queryOptions } from "@tanstack/react-query";
import {
  type Availability,
  ask,
  type CalendarItem,
  offered,
  type PayoutRail,
  type PayoutRun,
  type Quote,
  type Schedule,
  type WithdrawalOrder,
} from "../api/payouts.ts";

/** Null: the server does not offer it. Live withdrawals and balances refetch what begins with "earnings". */

export const railsQuery = queryOptions({
  queryKey: ["payout-rails"],
  queryFn: () => offered(ask<{ data: PayoutRail[] }>("get", "/api/payout-rails")),
  staleTime: 300_000,
});

export const availabilityQuery = queryOptions({
  queryKey: ["earnings", "availability"],
  queryFn: () => offered(ask<Availability>("get", "/api/earnings/availability")),
  refetchInterval: 60_000,
});

export const scheduleQuery = queryOptions({
  queryKey: ["payout-schedule"],
  queryFn: () => offered(ask<Schedule>("get", "/api/payout-schedule")),
});

export const runsQuery = queryOptions({
  queryKey: ["withdrawals", "runs"],
  queryFn: () =>
    offered(ask<{ data: PayoutRun[] }>("get", "/api/payout-runs", { params: { query: { limit: 25 } } })),
});

export const calendarQuery = (from: string, to: string) =>
  queryOptions({
    queryKey: ["payout-calendar", from, to],
    queryFn: () =>
      offered(
        ask<{ data: CalendarItem[] }>("get", "/api/payout-calendar", { params: { query: { from, to } } }),
      ),
  });

/** The fee and the day of arrival of a withdrawal before it is requested. */
export const quoteQuery = (order: WithdrawalOrder | undefined) =>
  queryOptions({
    queryKey: ["withdrawal-quote", order ?? "none"],
    queryFn: () => offered(ask<Quote>("post", "/api/withdrawals/quote", { body: order })),
    enabled: order !== undefined,
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });

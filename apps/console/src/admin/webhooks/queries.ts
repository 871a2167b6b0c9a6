import { queryOptions } from "@tanstack/react-query";
import { ask, offered } from "../../api/payouts.ts";
import { cursorOf, paged } from "../../api/queries.ts";
import type { Delivery, DeliveryDetails, DeliveryStatus, Endpoint } from "./types.ts";

export const ENDPOINTS = "/api/admin/webhook-endpoints";
const one = (id: string) => `${ENDPOINTS}/${encodeURIComponent(id)}`;

/** null: this server has no webhooks. */
export const endpointsQuery = queryOptions({
  queryKey: ["webhooks", "endpoints"],
  queryFn: () => offered(ask<{ data: Endpoint[] }>("get", ENDPOINTS)),
});

export const endpointQuery = (id: string) =>
  queryOptions({
    queryKey: ["webhooks", "endpoint", id],
    queryFn: () => ask<Endpoint>("get", one(id)),
    // An endpoint may begin to fail, or be disabled, at any time.
    refetchInterval: 15_000,
  });

export const eventTypesQuery = queryOptions({
  queryKey: ["webhooks", "event-types"],
  queryFn: () => ask<{ data: string[] }>("get", "/api/webhook-event-types"),
  staleTime: Number.POSITIVE_INFINITY,
});

export const deliveriesQuery = (id: string, status: DeliveryStatus | undefined) => ({
  ...paged<Delivery>(["webhooks", "deliveries", id, status ?? "all"], (cursor) =>
    ask("get", `${one(id)}/deliveries`, {
      params: { query: { limit: 50, ...(status && { status }), ...cursorOf(cursor) } },
    }),
  ),
  refetchInterval: 5_000,
});

export const deliveryQuery = (id: string, deliveryId: string) =>
  queryOptions({
    queryKey: ["webhooks", "delivery", id, deliveryId],
    queryFn: () => ask<DeliveryDetails>("get", `${one(id)}/deliveries/${encodeURIComponent(deliveryId)}`),
    refetchInterval: 5_000,
  });

export const endpointPath = one;

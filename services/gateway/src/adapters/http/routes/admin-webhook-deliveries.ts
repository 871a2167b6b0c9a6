import { z } from "@hono/zod-openapi";
import { DELIVERY_STATUSES } from "../../../domain/webhook-endpoint.ts";
import { resendWebhook } from "../../../usecases/admin/webhook-endpoints.ts";
import type { RouteDeps } from "../deps.ts";
import { type App, byOf } from "../env.ts";
import { webhookDeliveryId, webhookEndpointId } from "../ids.ts";
import { page } from "../presenters/values.ts";
import { webhookDeliveryDetailsView, webhookDeliveryView } from "../presenters/webhook-endpoints.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { IdParam, json, listOf, PageQuery } from "../schemas.ts";
import { WebhookDeliveryDetailsResource, WebhookDeliveryResource } from "../webhook-resources.ts";

const Query = PageQuery.extend({ status: z.enum(DELIVERY_STATUSES).optional() });
const DeliveryParam = IdParam.extend({ delivery_id: z.string() });

/** The log of what was sent to an endpoint. */
export function adminWebhookDeliveries(app: App, deps: RouteDeps): void {
  list(app, deps);
  one(app, deps);
  resend(app, deps);
}

function list(app: App, { guard, webhookEndpoints }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/admin/webhook-endpoints/{id}/deliveries", {
    operationId: "listWebhookDeliveries",
    tag: "webhooks",
    summary: "Messages to an endpoint, newest first",
    request: { params: IdParam, query: Query },
    responses: {
      200: json(listOf(WebhookDeliveryResource), "A page of deliveries"),
      ...problems("invalid_request", "not_found"),
    },
  });
  app.openapi(route, async (c) => {
    const { limit, cursor, status } = c.req.valid("query");
    const endpointId = webhookEndpointId(c.req.valid("param").id);
    const { items, nextCursor } = await webhookEndpoints.listDeliveries({
      endpointId,
      status,
      limit,
      cursor,
    });
    return c.json(page(items.map(webhookDeliveryView), nextCursor), 200);
  });
}

function one(app: App, { guard, webhookEndpoints }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/admin/webhook-endpoints/{id}/deliveries/{delivery_id}", {
    operationId: "getWebhookDelivery",
    tag: "webhooks",
    summary: "A delivery with its body and its attempts",
    request: { params: DeliveryParam },
    responses: { 200: json(WebhookDeliveryDetailsResource, "The delivery"), ...problems("not_found") },
  });
  app.openapi(route, async (c) => {
    const found = await webhookEndpoints.getDelivery(keyOf(c.req.valid("param")));
    return c.json(webhookDeliveryDetailsView(found), 200);
  });
}

function resend(app: App, { guard, webhookEndpoints, audit }: RouteDeps): void {
  const route = routeFor(guard, "POST /api/admin/webhook-endpoints/{id}/deliveries/{delivery_id}/resend", {
    operationId: "resendWebhook",
    tag: "webhooks",
    summary: "Sends one message again",
    description: "With the same id and body and a new signature, whatever became of it before.",
    request: { params: DeliveryParam },
    responses: {
      202: json(WebhookDeliveryResource, "Its delivery"),
      ...problems("not_found", "webhook_endpoint_disabled"),
    },
  });
  app.openapi(route, async (c) => {
    const key = keyOf(c.req.valid("param"));
    const delivery = await resendWebhook({ webhookEndpoints, audit }, key, byOf(c));
    return c.json(webhookDeliveryView(delivery), 202);
  });
}

const keyOf = ({ id, delivery_id }: z.output<typeof DeliveryParam>) => ({
  endpointId: webhookEndpointId(id),
  deliveryId: webhookDeliveryId(delivery_id),
});

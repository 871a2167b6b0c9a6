import { z } from "@hono/zod-openapi";
import {
  recoverWebhooks,
  rotateWebhookSecret,
  testWebhookEndpoint,
} from "../../../usecases/admin/webhook-endpoints.ts";
import type { RouteDeps } from "../deps.ts";
import { type App, byOf } from "../env.ts";
import { webhookEndpointId } from "../ids.ts";
import { endpointWithSecretView, webhookDeliveryView } from "../presenters/webhook-endpoints.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { IdParam, json, jsonBody } from "../schemas.ts";
import { WebhookDeliveryResource, WebhookEndpointWithSecretResource } from "../webhook-resources.ts";

const Rotation = z
  .object({
    overlap_hours: z.int().min(0).max(168).default(24).openapi({
      description: "How long the earlier secrets sign beside the new ones.",
    }),
  })
  .openapi("WebhookSecretRotation");
const Recovery = z.object({ since: z.iso.datetime({ offset: true }) }).openapi("WebhookRecoveryRequest");
const Recovered = z
  .object({
    deliveries: z.int().openapi({ description: "Sent again now; at 100000 there may be more: call again." }),
  })
  .openapi("WebhookRecovery");

/** What an admin does with an endpoint beside changing it. */
export function adminWebhookActs(app: App, deps: RouteDeps): void {
  rotate(app, deps);
  test(app, deps);
  recover(app, deps);
}

function rotate(app: App, { guard, webhookEndpoints, audit }: RouteDeps): void {
  const route = routeFor(guard, "POST /api/admin/webhook-endpoints/{id}/rotate-secret", {
    operationId: "rotateWebhookSecret",
    tag: "webhooks",
    summary: "Makes new secrets",
    description:
      "The only response with the new `secrets.hmac`. Until the overlap ends, each message has signatures of the new and of the earlier secrets. It takes no Idempotency-Key: responses with a secret are not stored.",
    request: { params: IdParam, body: jsonBody(Rotation) },
    responses: {
      200: json(WebhookEndpointWithSecretResource, "The endpoint with its new secrets"),
      ...problems("invalid_request", "not_found", "webhooks_not_available"),
    },
  });
  app.openapi(route, async (c) => {
    const endpointId = webhookEndpointId(c.req.valid("param").id);
    const rotation = { endpointId, overlapHours: c.req.valid("json").overlap_hours };
    const rotated = await rotateWebhookSecret({ webhookEndpoints, audit }, rotation, byOf(c));
    return c.json(endpointWithSecretView(rotated), 200, { "Cache-Control": "no-store" });
  });
}

function test(app: App, { guard, webhookEndpoints, audit }: RouteDeps): void {
  const route = routeFor(guard, "POST /api/admin/webhook-endpoints/{id}/test", {
    operationId: "testWebhookEndpoint",
    tag: "webhooks",
    summary: "Sends a test message to an endpoint",
    description: "Its type is `metercast.webhook.test.v1`. Its delivery shows the outcome.",
    request: { params: IdParam },
    responses: {
      202: json(WebhookDeliveryResource, "Its delivery"),
      ...problems("not_found", "webhook_endpoint_disabled"),
    },
  });
  app.openapi(route, async (c) => {
    const id = webhookEndpointId(c.req.valid("param").id);
    const delivery = await testWebhookEndpoint({ webhookEndpoints, audit }, id, byOf(c));
    return c.json(webhookDeliveryView(delivery), 202);
  });
}

function recover(app: App, { guard, webhookEndpoints, audit }: RouteDeps): void {
  const route = routeFor(guard, "POST /api/admin/webhook-endpoints/{id}/recover", {
    operationId: "recoverWebhooks",
    tag: "webhooks",
    summary: "Sends everything again that failed since a time",
    description: "Also what arrived while the endpoint was disabled. Ids and bodies stay the same.",
    request: { params: IdParam, body: jsonBody(Recovery) },
    responses: {
      202: json(Recovered, "They are on their way"),
      ...problems("invalid_request", "not_found", "webhook_endpoint_disabled"),
    },
  });
  app.openapi(route, async (c) => {
    const endpointId = webhookEndpointId(c.req.valid("param").id);
    const since = new Date(c.req.valid("json").since);
    const deliveries = await recoverWebhooks({ webhookEndpoints, audit }, { endpointId, since }, byOf(c));
    return c.json({ deliveries }, 202);
  });
}

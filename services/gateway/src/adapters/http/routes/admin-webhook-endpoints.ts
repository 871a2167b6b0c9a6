import { z } from "@hono/zod-openapi";
import {
  createWebhookEndpoint,
  removeWebhookEndpoint,
  updateWebhookEndpoint,
} from "../../../usecases/admin/webhook-endpoints.ts";
import type { RouteDeps } from "../deps.ts";
import { type App, byOf } from "../env.ts";
import { webhookEndpointId } from "../ids.ts";
import { page } from "../presenters/values.ts";
import { endpointWithSecretView, webhookEndpointView } from "../presenters/webhook-endpoints.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { created, IdParam, json, jsonBody, listOf, text } from "../schemas.ts";
import { WebhookEndpointResource, WebhookEndpointWithSecretResource } from "../webhook-resources.ts";

const url = z.string().min(1).max(2_048).openapi({
  description: "https, port 443 or 8443, on the public internet, without a user or password.",
});
const description = z.union([z.literal(""), text(200)]);
const eventTypes = z.array(z.string().max(100)).min(1).max(100).openapi({
  description: 'Types of GET /api/webhook-event-types, or "*" alone for all of them, also of later versions.',
});
const Body = z
  .object({ url, description: description.default(""), event_types: eventTypes.default(["*"]) })
  .openapi("WebhookEndpointRequest");
const Change = z
  .object({
    url: url.optional(),
    description: description.optional(),
    event_types: eventTypes.optional(),
    status: z.enum(["enabled", "disabled"]).optional(),
  })
  .openapi("WebhookEndpointChange");

/** Where customers' backends receive events. */
export function adminWebhookEndpoints(app: App, deps: RouteDeps): void {
  list(app, deps);
  create(app, deps);
  one(app, deps);
  change(app, deps);
  remove(app, deps);
  types(app, deps);
}

function list(app: App, { guard, webhookEndpoints }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/admin/webhook-endpoints", {
    operationId: "listWebhookEndpoints",
    tag: "webhooks",
    summary: "Endpoints that receive signed events",
    description: "All of them, oldest first.",
    responses: { 200: json(listOf(WebhookEndpointResource), "All of them"), ...problems() },
  });
  app.openapi(route, async (c) => {
    const found = await webhookEndpoints.list();
    return c.json(page(found.map(webhookEndpointView), undefined), 200);
  });
}

function create(app: App, { guard, webhookEndpoints, audit }: RouteDeps): void {
  const route = routeFor(guard, "POST /api/admin/webhook-endpoints", {
    operationId: "createWebhookEndpoint",
    tag: "webhooks",
    summary: "Adds an endpoint",
    description:
      "The only response with `secrets.hmac`; a rotation makes a new one. It takes no Idempotency-Key, because responses with a secret are not stored: after a lost response delete the endpoint and add it again.",
    request: { body: jsonBody(Body) },
    responses: {
      201: created(WebhookEndpointWithSecretResource, "The endpoint with its secrets"),
      ...problems("invalid_request", "webhooks_not_available", "too_many_webhook_endpoints"),
    },
  });
  app.openapi(route, async (c) => {
    const body = c.req.valid("json");
    const wish = { url: body.url, description: body.description, eventTypes: body.event_types };
    const made = await createWebhookEndpoint({ webhookEndpoints, audit }, wish, byOf(c));
    const Location = `/api/admin/webhook-endpoints/${made.endpoint.id}`;
    return c.json(endpointWithSecretView(made), 201, { Location, "Cache-Control": "no-store" });
  });
}

function one(app: App, { guard, webhookEndpoints }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/admin/webhook-endpoints/{id}", {
    operationId: "getWebhookEndpoint",
    tag: "webhooks",
    summary: "An endpoint with its state",
    request: { params: IdParam },
    responses: { 200: json(WebhookEndpointResource, "The endpoint"), ...problems("not_found") },
  });
  app.openapi(route, async (c) => {
    const found = await webhookEndpoints.get(webhookEndpointId(c.req.valid("param").id));
    return c.json(webhookEndpointView(found), 200);
  });
}

function change(app: App, { guard, webhookEndpoints, audit }: RouteDeps): void {
  const route = routeFor(guard, "PATCH /api/admin/webhook-endpoints/{id}", {
    operationId: "changeWebhookEndpoint",
    tag: "webhooks",
    summary: "Changes an endpoint, or switches it off and on",
    description:
      "What is absent stays. Messages for a disabled endpoint count as failed: recover sends them again.",
    request: { params: IdParam, body: jsonBody(Change) },
    responses: {
      200: json(WebhookEndpointResource, "The endpoint after it"),
      ...problems("invalid_request", "not_found"),
    },
  });
  app.openapi(route, async (c) => {
    const body = c.req.valid("json");
    const wish = {
      endpointId: webhookEndpointId(c.req.valid("param").id),
      url: body.url,
      description: body.description,
      eventTypes: body.event_types,
      status: body.status,
    };
    const endpoint = await updateWebhookEndpoint({ webhookEndpoints, audit }, wish, byOf(c));
    return c.json(webhookEndpointView(endpoint), 200);
  });
}

function remove(app: App, { guard, webhookEndpoints, audit }: RouteDeps): void {
  const route = routeFor(guard, "DELETE /api/admin/webhook-endpoints/{id}", {
    operationId: "deleteWebhookEndpoint",
    tag: "webhooks",
    summary: "Removes an endpoint with its log",
    description: "What waits for it is not sent.",
    request: { params: IdParam },
    responses: {
      200: json(z.object({ id: z.string(), deleted: z.literal(true) }), "It is gone"),
      ...problems("not_found"),
    },
  });
  app.openapi(route, async (c) => {
    const id = webhookEndpointId(c.req.valid("param").id);
    await removeWebhookEndpoint({ webhookEndpoints, audit }, id, byOf(c));
    return c.json({ id, deleted: true as const }, 200);
  });
}

function types(app: App, { guard, webhookEndpoints }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/webhook-event-types", {
    operationId: "listWebhookEventTypes",
    tag: "webhooks",
    summary: "The event types that an endpoint may ask for",
    responses: { 200: json(listOf(z.string()), "All of them"), ...problems() },
  });
  app.openapi(route, async (c) => c.json(page(await webhookEndpoints.eventTypes(), undefined), 200));
}

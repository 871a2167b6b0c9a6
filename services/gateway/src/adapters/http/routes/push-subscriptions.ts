import { z } from "@hono/zod-openapi";
import type { PushSubscription } from "../../../ports/push-subscriptions.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { pushSubscriptionId } from "../ids.ts";
import { page } from "../presenters/values.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { created, IdParam, idOf, json, jsonBody, listOf, Time } from "../schemas.ts";

/** Longer ones are not kept. */
const MAX_USER_AGENT = 300;

const PushKey = z
  .object({
    public_key: z.string().openapi({ description: "`applicationServerKey` of PushManager.subscribe()." }),
  })
  .openapi("PushKey");
const PushSubscriptionResource = z
  .object({
    id: idOf("psh_"),
    user_agent: z.string().openapi({ description: "Of the request that added it." }),
    created_at: Time,
    endpoint_hash: z.string().openapi({
      description: "SHA-256 of its endpoint, base64url: a browser recognises its own.",
    }),
  })
  .openapi("PushSubscription");
const key = (what: string) =>
  z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,128}={0,2}$/, "must be base64url")
    .openapi({ description: `${what}, base64url.` });
const Body = z
  .object({
    endpoint: z.string().min(1).max(2_048).openapi({
      description: "The URL of the browser's push service: one that the platform allows.",
    }),
    keys: z.object({ p256dh: key("The browser's public key"), auth: key("The browser's secret") }),
  })
  .openapi("PushSubscriptionRequest");

/** The browsers of a person that show notifications while the console is closed. */
export function pushSubscriptions(app: App, deps: RouteDeps): void {
  readKey(app, deps);
  list(app, deps);
  add(app, deps);
  remove(app, deps);
}

function readKey(app: App, { guard, pushSubscriptions: subscriptions }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/push/key", {
    operationId: "getPushKey",
    tag: "notifications",
    summary: "The key that a browser subscribes with",
    description: "409 `push_not_available` where the platform sends no pushes.",
    responses: { 200: json(PushKey, "The VAPID public key"), ...problems("push_not_available") },
  });
  app.openapi(route, async (c) => c.json({ public_key: await subscriptions.key() }, 200));
}

function list(app: App, { guard, pushSubscriptions: subscriptions }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/push/subscriptions", {
    operationId: "listPushSubscriptions",
    tag: "notifications",
    summary: "Your browsers that receive pushes",
    description: "All of them, newest first; at most 20.",
    responses: { 200: json(listOf(PushSubscriptionResource), "All of them"), ...problems() },
  });
  app.openapi(route, async (c) => {
    const found = await subscriptions.list(c.get("principal").userId);
    return c.json(page(found.map(subscriptionView), undefined), 200);
  });
}

function add(app: App, { guard, pushSubscriptions: subscriptions }: RouteDeps): void {
  const route = routeFor(guard, "POST /api/push/subscriptions", {
    operationId: "addPushSubscription",
    tag: "notifications",
    summary: "Adds a browser that receives pushes",
    description:
      "The body is PushSubscription.toJSON() of the browser. The same endpoint again is the same subscription; another person's browser becomes yours. The oldest of more than 20 is removed.",
    request: { body: jsonBody(Body) },
    responses: {
      201: created(PushSubscriptionResource, "The subscription"),
      ...problems("invalid_request", "push_not_available"),
    },
  });
  app.openapi(route, async (c) => {
    const { endpoint, keys } = c.req.valid("json");
    const added = await subscriptions.add({
      ...keys,
      endpoint,
      userId: c.get("principal").userId,
      userAgent: (c.req.header("user-agent") ?? "").slice(0, MAX_USER_AGENT),
    });
    return c.json(subscriptionView(added), 201, { Location: `/api/push/subscriptions/${added.id}` });
  });
}

function remove(app: App, { guard, pushSubscriptions: subscriptions }: RouteDeps): void {
  const route = routeFor(guard, "DELETE /api/push/subscriptions/{id}", {
    operationId: "deletePushSubscription",
    tag: "notifications",
    summary: "Removes a browser",
    description: "It receives no more pushes.",
    request: { params: IdParam },
    responses: { 204: { description: "It is gone" }, ...problems("not_found") },
  });
  app.openapi(route, async (c) => {
    const subscriptionId = pushSubscriptionId(c.req.valid("param").id);
    await subscriptions.remove({ userId: c.get("principal").userId, subscriptionId });
    return c.body(null, 204);
  });
}

const subscriptionView = ({ id, userAgent, createdAt, endpointHash }: PushSubscription) => ({
  id,
  user_agent: userAgent,
  created_at: createdAt.toISOString(),
  endpoint_hash: endpointHash,
});

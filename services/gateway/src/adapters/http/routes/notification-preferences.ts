import { z } from "@hono/zod-openapi";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { PreferencesResource, PreferencesShape } from "../notification-resources.ts";
import { preferencesFrom, preferencesView } from "../presenters/notifications.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { json, jsonBody } from "../schemas.ts";

const Body = z.object(PreferencesShape).openapi("NotificationPreferencesRequest");

export function notificationPreferences(app: App, deps: RouteDeps): void {
  read(app, deps);
  put(app, deps);
}

function read(app: App, { guard, preferences }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/notification-preferences", {
    operationId: "getNotificationPreferences",
    tag: "notifications",
    summary: "What a person is sent, on which channel and when",
    responses: { 200: json(PreferencesResource, "The preferences"), ...problems() },
  });
  app.openapi(route, async (c) =>
    c.json(preferencesView(await preferences.get(c.get("principal").userId)), 200),
  );
}

function put(app: App, { guard, preferences }: RouteDeps): void {
  const route = routeFor(guard, "PUT /api/notification-preferences", {
    operationId: "setNotificationPreferences",
    tag: "notifications",
    summary: "Sets what a person is sent, on which channel and when",
    description:
      "Counts for what happens from now on. Security in the inbox and by e-mail is always on. The address comes from the person's token.",
    request: { body: jsonBody(Body) },
    responses: { 200: json(PreferencesResource, "The preferences"), ...problems("invalid_request") },
  });
  app.openapi(route, async (c) => {
    const { userId } = c.get("principal");
    const set = await preferences.set(userId, preferencesFrom(c.req.valid("json")));
    return c.json(preferencesView(set), 200);
  });
}

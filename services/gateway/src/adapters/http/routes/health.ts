import { z } from "@hono/zod-openapi";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { routeFor } from "../route.ts";
import { json } from "../schemas.ts";

const Health = z.object({ status: z.literal("ok") });
const NotReady = z.object({ status: z.literal("not ready"), failing: z.array(z.string()) });

/** The same as on the admin port, for a caller that reaches only the public port. */
export function health(app: App, { guard, notReady }: RouteDeps): void {
  const alive = routeFor(guard, "GET /healthz", {
    operationId: "getHealth",
    tag: "service",
    summary: "The process runs",
    responses: { 200: json(Health, "It does") },
  });
  app.openapi(alive, (c) => c.json({ status: "ok" as const }, 200));

  const ready = routeFor(guard, "GET /readyz", {
    operationId: "getReadiness",
    tag: "service",
    summary: "Everything it needs answers",
    responses: { 200: json(Health, "Ready"), 503: json(NotReady, "Not ready, and why") },
  });
  app.openapi(ready, async (c) => {
    const failing = await notReady();
    if (failing.length === 0) return c.json({ status: "ok" as const }, 200);
    return c.json({ status: "not ready" as const, failing }, 503);
  });
}

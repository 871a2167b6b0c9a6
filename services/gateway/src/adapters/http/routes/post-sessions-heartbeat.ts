import { createRoute } from "@hono/zod-openapi";
import { sessionView } from "../../../usecases/views.ts";
import { heartbeat } from "../../../usecases/watch/watch.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { sessionId } from "../ids.ts";
import { problems } from "../problem.ts";
import { SessionResource } from "../resources.ts";
import { IdParam, idempotencyKey, json } from "../schemas.ts";

export function postSessionsHeartbeat(app: App, { guard, watch, settings }: RouteDeps): void {
  const route = createRoute({
    method: "post",
    path: "/api/sessions/{id}/heartbeat",
    middleware: guard("POST /api/sessions/{id}/heartbeat"),
    summary: "A sighting: the player is still there",
    description:
      "Every 15 s. Answered when it is safely stored; after the session's end it answers the ended session.",
    parameters: [idempotencyKey],
    request: { params: IdParam },
    responses: {
      200: json(SessionResource, "The session, as last heard of"),
      ...problems("session_not_found"),
    },
  });
  app.openapi(route, async (c) => {
    const { session, standing } = await heartbeat(
      watch,
      sessionId(c.req.valid("param").id),
      c.get("principal").userId,
    );
    return c.json(sessionView(session, standing, settings.lowBalanceTokens), 200);
  });
}

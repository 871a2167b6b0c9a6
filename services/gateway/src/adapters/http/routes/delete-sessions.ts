import { createRoute } from "@hono/zod-openapi";
import { sessionView } from "../../../usecases/views.ts";
import { leave } from "../../../usecases/watch/watch.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { sessionId } from "../ids.ts";
import { problems } from "../problem.ts";
import { SessionResource } from "../resources.ts";
import { IdParam, idempotencyKey, json } from "../schemas.ts";

export function deleteSessions(app: App, { guard, watch, settings }: RouteDeps): void {
  const route = createRoute({
    method: "delete",
    path: "/api/sessions/{id}",
    middleware: guard("DELETE /api/sessions/{id}"),
    summary: "Leaves a stream",
    description: "The last sighting. Leaving an ended session answers it.",
    parameters: [idempotencyKey],
    request: { params: IdParam },
    responses: { 200: json(SessionResource, "The ended session"), ...problems("session_not_found") },
  });
  app.openapi(route, async (c) => {
    const { session, standing } = await leave(
      watch,
      sessionId(c.req.valid("param").id),
      c.get("principal").userId,
    );
    return c.json(sessionView(session, standing, settings.lowBalanceTokens), 200);
  });
}

import { leaveSession } from "../../../usecases/watch/leave-session.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { sessionId } from "../ids.ts";
import { sessionView } from "../presenters/sessions.ts";
import { problems } from "../problem.ts";
import { SessionResource } from "../resources.ts";
import { routeFor } from "../route.ts";
import { IdParam, json } from "../schemas.ts";

export function deleteSessions(app: App, { guard, watch, settings }: RouteDeps): void {
  const route = routeFor(guard, "DELETE /api/sessions/{id}", {
    operationId: "leaveStream",
    tag: "sessions",
    summary: "Leaves a stream",
    description: "The session's last presence report. For an ended session the answer is that session.",
    request: { params: IdParam },
    responses: { 200: json(SessionResource, "The ended session"), ...problems("session_not_found") },
  });
  app.openapi(route, async (c) => {
    const id = sessionId(c.req.valid("param").id);
    const request = { sessionId: id, viewerId: c.get("principal").userId };
    const { session, standing } = await leaveSession(watch, request);
    return c.json(sessionView(session, standing, settings.lowBalanceTokens), 200);
  });
}

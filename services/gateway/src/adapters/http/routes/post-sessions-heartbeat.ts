import { sendHeartbeat } from "../../../usecases/watch/send-heartbeat.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { sessionId } from "../ids.ts";
import { sessionView } from "../presenters/sessions.ts";
import { problems } from "../problem.ts";
import { SessionResource } from "../resources.ts";
import { routeFor } from "../route.ts";
import { IdParam, json } from "../schemas.ts";

export function postSessionsHeartbeat(app: App, { guard, watch, settings }: RouteDeps): void {
  const route = routeFor(guard, "POST /api/sessions/{id}/heartbeat", {
    operationId: "sendHeartbeat",
    tag: "sessions",
    summary: "A heartbeat of the player: a presence report",
    description:
      "Every 15 s. The answer comes when the report is stored; after the session's end it is the ended session.",
    request: { params: IdParam },
    responses: {
      200: json(SessionResource, "The session in its last known state"),
      ...problems("session_not_found"),
    },
  });
  app.openapi(route, async (c) => {
    const id = sessionId(c.req.valid("param").id);
    const request = { sessionId: id, viewerId: c.get("principal").userId };
    const { session, standing } = await sendHeartbeat(watch, request);
    return c.json(sessionView(session, standing, settings.lowBalanceTokens), 200);
  });
}

import { createRoute } from "@hono/zod-openapi";
import { sessionView } from "../../../usecases/views.ts";
import { join } from "../../../usecases/watch/watch.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { streamId } from "../ids.ts";
import { problems } from "../problem.ts";
import { SessionResource } from "../resources.ts";
import { created, IdParam, idempotencyKey, json } from "../schemas.ts";

export function postStreamsSessions(app: App, { guard, watch, settings }: RouteDeps): void {
  const route = createRoute({
    method: "post",
    path: "/api/streams/{id}/sessions",
    middleware: guard("POST /api/streams/{id}/sessions"),
    summary: "Joins a stream",
    description:
      "Needs the price of one minute for this and every other open session of the viewer, and of the whole minutes that are carried in: these are due at once. At most three streams are watched at once.",
    parameters: [idempotencyKey],
    request: { params: IdParam },
    responses: {
      201: created(SessionResource, "The new session"),
      200: json(SessionResource, "The session that was open already"),
      ...problems(
        "insufficient_funds",
        "own_stream",
        "stream_not_found",
        "stream_ended",
        "too_many_sessions",
      ),
    },
  });
  app.openapi(route, async (c) => {
    const { session, standing, isNew } = await join(
      watch,
      streamId(c.req.valid("param").id),
      c.get("principal").userId,
    );
    const view = sessionView(session, standing, settings.lowBalanceTokens);
    return isNew ? c.json(view, 201, { Location: `/api/sessions/${session.id}` }) : c.json(view, 200);
  });
}

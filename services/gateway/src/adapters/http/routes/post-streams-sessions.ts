import { joinStream } from "../../../usecases/watch/join-stream.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { streamId } from "../ids.ts";
import { sessionView } from "../presenters/sessions.ts";
import { problems } from "../problem.ts";
import { SessionResource } from "../resources.ts";
import { routeFor } from "../route.ts";
import { created, IdParam, json } from "../schemas.ts";

export function postStreamsSessions(app: App, { guard, watch, settings }: RouteDeps): void {
  const route = routeFor(guard, "POST /api/streams/{id}/sessions", {
    operationId: "joinStream",
    tag: "streams",
    summary: "Joins a stream",
    description:
      "Needs the price of one minute for this and every other open session of the viewer, and of the whole minutes that are carried in: these are due at once. A viewer watches at most three streams at once.",
    request: { params: IdParam },
    responses: {
      201: created(SessionResource, "The new session"),
      200: json(SessionResource, "The session that was open already"),
      ...problems(
        "insufficient_funds",
        "spending_limit_reached",
        "own_stream",
        "stream_not_found",
        "stream_ended",
        "too_many_sessions",
      ),
    },
  });
  app.openapi(route, async (c) => {
    const request = { streamId: streamId(c.req.valid("param").id), viewerId: c.get("principal").userId };
    const { session, standing, isNew } = await joinStream(watch, request);
    const view = sessionView(session, standing, settings.lowBalanceTokens);
    return isNew ? c.json(view, 201, { Location: `/api/sessions/${session.id}` }) : c.json(view, 200);
  });
}

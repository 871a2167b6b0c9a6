import { z } from "@hono/zod-openapi";
import { listSessions } from "../../../usecases/watch/list-sessions.ts";
import { readSession } from "../../../usecases/watch/read-session.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { sessionId, streamId } from "../ids.ts";
import { sessionView } from "../presenters/sessions.ts";
import { page } from "../presenters/values.ts";
import { problems } from "../problem.ts";
import { SessionResource } from "../resources.ts";
import { routeFor } from "../route.ts";
import { IdParam, json, listOf, PageQuery, userId } from "../schemas.ts";

const Query = PageQuery.extend({ user_id: userId.optional(), stream_id: z.string().optional() });

export function getSessions(app: App, deps: RouteDeps): void {
  list(app, deps);
  one(app, deps);
}

function list(app: App, { guard, watch, settings }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/sessions", {
    operationId: "listSessions",
    tag: "sessions",
    summary: "Receipts, newest first",
    description: "The viewer's own; an admin names a viewer with `user_id`.",
    request: { query: Query },
    responses: {
      200: json(listOf(SessionResource), "A page of sessions"),
      ...problems("invalid_request", "not_found", "stream_not_found"),
    },
  });
  app.openapi(route, async (c) => {
    const { limit, cursor, user_id, stream_id } = c.req.valid("query");
    const only = stream_id === undefined ? undefined : streamId(stream_id);
    const request = { limit, cursor, userId: user_id, streamId: only };
    const { page: found, standing } = await listSessions(watch, request, c.get("principal"));
    const data = found.items.map((session) => sessionView(session, standing, settings.lowBalanceTokens));
    return c.json(page(data, found.nextCursor), 200);
  });
}

function one(app: App, { guard, watch, settings }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/sessions/{id}", {
    operationId: "getSession",
    tag: "sessions",
    summary: "A session's receipt",
    request: { params: IdParam },
    responses: { 200: json(SessionResource, "The session"), ...problems("session_not_found") },
  });
  app.openapi(route, async (c) => {
    const id = sessionId(c.req.valid("param").id);
    const { session, standing } = await readSession(watch, id, c.get("principal"));
    return c.json(sessionView(session, standing, settings.lowBalanceTokens), 200);
  });
}

import { createRoute, z } from "@hono/zod-openapi";
import { MetercastError } from "@metercast/runtime";
import { isActive, sessionView } from "../../../usecases/views.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { sessionId, streamId } from "../ids.ts";
import { whose } from "../owner.ts";
import { problems } from "../problem.ts";
import { SessionResource } from "../resources.ts";
import { IdParam, json, listOf, PageQuery, page, userId } from "../schemas.ts";

const Query = PageQuery.extend({ user_id: userId.optional(), stream_id: z.string().optional() });

export function getSessions(app: App, { guard, billing, watch, settings }: RouteDeps): void {
  const list = createRoute({
    method: "get",
    path: "/api/sessions",
    middleware: guard("GET /api/sessions"),
    summary: "Receipts, newest first",
    description: "One's own; an admin names somebody with `user_id`.",
    request: { query: Query },
    responses: {
      200: json(listOf(SessionResource), "A page of sessions"),
      ...problems("invalid_request", "not_found", "stream_not_found"),
    },
  });
  app.openapi(list, async (c) => {
    const { limit, cursor = "", user_id, stream_id } = c.req.valid("query");
    const viewerId = whose(c.get("principal"), user_id);
    const inStream = stream_id === undefined ? "" : streamId(stream_id);
    const [{ sessions, nextCursor }, standing] = await Promise.all([
      billing.listSessions({ viewerId, limit, cursor, streamId: inStream }),
      watch.standings.fresh(viewerId),
    ]);
    const data = sessions.map((session) => sessionView(session, standing, settings.lowBalanceTokens));
    return c.json(page(data, nextCursor), 200);
  });

  const one = createRoute({
    method: "get",
    path: "/api/sessions/{id}",
    middleware: guard("GET /api/sessions/{id}"),
    summary: "A session's receipt",
    request: { params: IdParam },
    responses: { 200: json(SessionResource, "The session"), ...problems("session_not_found") },
  });
  app.openapi(one, async (c) => {
    const { userId: reader, roles } = c.get("principal");
    const { session } = await billing.getSession({ sessionId: sessionId(c.req.valid("param").id) });
    if (!session || (session.viewerId !== reader && !roles.includes("admin")))
      throw new MetercastError("session_not_found");
    if (isActive(session)) watch.sessions.note(session);
    const standing = await watch.standings.fresh(session.viewerId);
    return c.json(sessionView(session, standing, settings.lowBalanceTokens), 200);
  });
}

import { readHistory } from "../../../usecases/streams/read-history.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { StreamHistory } from "../home-resources.ts";
import { streamId } from "../ids.ts";
import { historyView } from "../presenters/home.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { IdParam, json } from "../schemas.ts";

export function getStreamHistory(app: App, { guard, billing }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/streams/{id}/history", {
    operationId: "getStreamHistory",
    tag: "streams",
    summary: "Viewers of a stream and what they earned a minute, from its start",
    description:
      "For the stream's creator and admins. The figures are those of `stream` events (`viewers`, `earnings.per_minute`), so that events with a later version go on where the last point is.",
    request: { params: IdParam },
    responses: { 200: json(StreamHistory, "The points"), ...problems("stream_not_found") },
  });
  app.openapi(route, async (c) => {
    const { userId, roles } = c.get("principal");
    const id = streamId(c.req.valid("param").id);
    const request = { streamId: id, readerId: userId, isAdmin: roles.includes("admin") };
    return c.json(historyView(id, await readHistory({ billing }, request)), 200);
  });
}

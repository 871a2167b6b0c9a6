import { createRoute } from "@hono/zod-openapi";
import { endStream } from "../../../usecases/end-stream.ts";
import { streamView } from "../../../usecases/views.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { streamId } from "../ids.ts";
import { problems } from "../problem.ts";
import { StreamResource } from "../resources.ts";
import { IdParam, idempotencyKey, json } from "../schemas.ts";
import { earningsOf } from "./get-streams.ts";

export function postStreamsEnd(app: App, { guard, billing, wallet, audit }: RouteDeps): void {
  const route = createRoute({
    method: "post",
    path: "/api/streams/{id}/end",
    middleware: guard("POST /api/streams/{id}/end"),
    summary: "Ends a stream and all its sessions",
    description: "By its creator or an admin. Ending it again answers it again.",
    parameters: [idempotencyKey],
    request: { params: IdParam },
    responses: { 200: json(StreamResource, "The ended stream"), ...problems("stream_not_found") },
  });
  app.openapi(route, async (c) => {
    const principal = c.get("principal");
    const { userId } = principal;
    const id = streamId(c.req.valid("param").id);
    const stream = await endStream({ billing, audit }, id, principal, c.get("requestId"));
    const earnings = await earningsOf(wallet, userId, [stream]);
    return c.json(streamView(stream, earnings.get(stream.id)), 200);
  });
}

import { endStream } from "../../../usecases/streams/end-stream.ts";
import { ownEarnings } from "../../../usecases/streams/own-earnings.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { streamId } from "../ids.ts";
import { streamView } from "../presenters/streams.ts";
import { problems } from "../problem.ts";
import { StreamResource } from "../resources.ts";
import { routeFor } from "../route.ts";
import { IdParam, json } from "../schemas.ts";

export function postStreamsEnd(app: App, { guard, billing, wallet, audit }: RouteDeps): void {
  const route = routeFor(guard, "POST /api/streams/{id}/end", {
    operationId: "endStream",
    tag: "streams",
    summary: "Ends a stream and all its sessions",
    description: "By its creator or an admin. Ending it again gives the same answer.",
    request: { params: IdParam },
    responses: { 200: json(StreamResource, "The ended stream"), ...problems("stream_not_found") },
  });
  app.openapi(route, async (c) => {
    const principal = c.get("principal");
    const id = streamId(c.req.valid("param").id);
    const request = { streamId: id, principal, requestId: c.get("requestId") };
    const stream = await endStream({ billing, audit }, request);
    const earnings = await ownEarnings({ wallet }, { userId: principal.userId, streams: [stream] });
    return c.json(streamView(stream, earnings.get(stream.id)), 200);
  });
}

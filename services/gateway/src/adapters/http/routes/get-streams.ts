import { ownEarnings } from "../../../usecases/streams/own-earnings.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { streamId } from "../ids.ts";
import { streamView } from "../presenters/streams.ts";
import { page } from "../presenters/values.ts";
import { problems } from "../problem.ts";
import { StreamResource } from "../resources.ts";
import { routeFor } from "../route.ts";
import { IdParam, json, listOf, PageQuery, userId } from "../schemas.ts";

const Query = PageQuery.extend({ creator_id: userId.optional() });

export function getStreams(app: App, deps: RouteDeps): void {
  list(app, deps);
  one(app, deps);
}

function list(app: App, { guard, billing, wallet }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/streams", {
    operationId: "listStreams",
    tag: "streams",
    summary: "Streams, live ones first, then newest first",
    request: { query: Query },
    responses: { 200: json(listOf(StreamResource), "A page of streams"), ...problems("invalid_request") },
  });
  app.openapi(route, async (c) => {
    const { limit, cursor, creator_id: creatorId } = c.req.valid("query");
    const { items, nextCursor } = await billing.listStreams({ limit, cursor, creatorId });
    const earnings = await ownEarnings({ wallet }, { userId: c.get("principal").userId, streams: items });
    const data = items.map((stream) => streamView(stream, earnings.get(stream.id)));
    return c.json(page(data, nextCursor), 200);
  });
}

function one(app: App, { guard, billing, wallet }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/streams/{id}", {
    operationId: "getStream",
    tag: "streams",
    summary: "A stream; for its creator also its earnings",
    request: { params: IdParam },
    responses: { 200: json(StreamResource, "The stream"), ...problems("stream_not_found") },
  });
  app.openapi(route, async (c) => {
    const stream = await billing.getStream(streamId(c.req.valid("param").id));
    const { userId: reader } = c.get("principal");
    const earnings = await ownEarnings({ wallet }, { userId: reader, streams: [stream] });
    return c.json(streamView(stream, earnings.get(stream.id)), 200);
  });
}

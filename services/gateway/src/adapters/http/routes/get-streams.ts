import { createRoute } from "@hono/zod-openapi";
import type { Stream } from "@metercast/contracts/billing/v1/billing.ts";
import { MetercastError } from "@metercast/runtime";
import { type StreamEarnings, streamView } from "../../../usecases/views.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { streamId } from "../ids.ts";
import { problems } from "../problem.ts";
import { StreamResource } from "../resources.ts";
import { IdParam, json, listOf, PageQuery, page, userId } from "../schemas.ts";

const Query = PageQuery.extend({ creator_id: userId.optional() });

export function getStreams(app: App, { guard, billing, wallet }: RouteDeps): void {
  const list = createRoute({
    method: "get",
    path: "/api/streams",
    middleware: guard("GET /api/streams"),
    summary: "Streams, live ones first, then newest first",
    request: { query: Query },
    responses: { 200: json(listOf(StreamResource), "A page of streams"), ...problems("invalid_request") },
  });
  app.openapi(list, async (c) => {
    const { limit, cursor = "", creator_id: creatorId = "" } = c.req.valid("query");
    const { streams, nextCursor } = await billing.listStreams({ limit, cursor, creatorId });
    const earnings = await earningsOf(wallet, c.get("principal").userId, streams);
    const data = streams.map((stream) => streamView(stream, earnings.get(stream.id)));
    return c.json(page(data, nextCursor), 200);
  });

  const one = createRoute({
    method: "get",
    path: "/api/streams/{id}",
    middleware: guard("GET /api/streams/{id}"),
    summary: "A stream; for its creator also what it has earned",
    request: { params: IdParam },
    responses: { 200: json(StreamResource, "The stream"), ...problems("stream_not_found") },
  });
  app.openapi(one, async (c) => {
    const { stream } = await billing.getStream({ streamId: streamId(c.req.valid("param").id) });
    if (!stream) throw new MetercastError("stream_not_found");
    const earnings = await earningsOf(wallet, c.get("principal").userId, [stream]);
    return c.json(streamView(stream, earnings.get(stream.id)), 200);
  });
}

/** Of those streams that are the reader's own. */
export async function earningsOf(
  wallet: RouteDeps["wallet"],
  userId: string,
  streams: readonly Stream[],
): Promise<Map<string, StreamEarnings>> {
  const own = streams.filter(({ creatorId }) => creatorId === userId).map(({ id }) => id);
  if (own.length === 0) return new Map();
  const { streams: rows } = await wallet.getEarnings({ creatorId: userId, streamIds: own, since: [] });
  const nothing: StreamEarnings = { minutes: 0n, cents: 0n };
  return new Map(own.map((id) => [id, rows.find((row) => row.streamId === id) ?? nothing]));
}

import { z } from "@hono/zod-openapi";
import { PRESENCE_POLICIES } from "../../../domain/stream.ts";
import { startStream } from "../../../usecases/streams/start-stream.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { streamView } from "../presenters/streams.ts";
import { problems } from "../problem.ts";
import { StreamResource } from "../resources.ts";
import { routeFor } from "../route.ts";
import { created, jsonBody, text } from "../schemas.ts";

const Body = z
  .object({
    title: text(200),
    witnesses: z.enum(PRESENCE_POLICIES).default("any").openapi({
      description:
        "The presence policy: what makes a minute due. any: the player's heartbeats or the media server's reports; both: a heartbeat while the media server reports the viewer in the room.",
    }),
  })
  .openapi("StreamRequest");

export function postStreams(app: App, { guard, billing, media }: RouteDeps): void {
  const route = routeFor(guard, "POST /api/streams", {
    operationId: "startStream",
    tag: "streams",
    summary: "Starts a live stream",
    request: { body: jsonBody(Body) },
    responses: {
      201: created(StreamResource, "The stream"),
      ...problems("invalid_request", "too_many_streams"),
    },
  });
  app.openapi(route, async (c) => {
    const { title, witnesses } = c.req.valid("json");
    const stream = await startStream(
      { billing, hasMedia: media !== undefined },
      {
        creatorId: c.get("principal").userId,
        title,
        presencePolicy: witnesses,
        idempotencyKey: c.get("businessKey"),
      },
    );
    const Location = `/api/streams/${stream.id}`;
    return c.json(streamView(stream, { minutes: 0n, cents: 0n }), 201, { Location });
  });
}

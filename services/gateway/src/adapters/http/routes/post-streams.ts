import { createRoute, z } from "@hono/zod-openapi";
import { MetercastError } from "@metercast/runtime";
import { streamView } from "../../../usecases/views.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { problems } from "../problem.ts";
import { StreamResource } from "../resources.ts";
import { created, idempotencyKey, jsonBody, text } from "../schemas.ts";

const Body = z
  .object({
    title: text(200),
    witnesses: z.enum(["any", "both"]).default("any").openapi({
      description:
        "Who must have seen a viewer for a minute to be due. any: the player's heartbeats or the media server; both: a heartbeat inside the time in which the media server saw them in the room.",
    }),
  })
  .openapi("StreamRequest");

const NO_MEDIA = { field: "witnesses", message: "both needs a media server, and none is configured here" };

export function postStreams(app: App, { guard, billing, media }: RouteDeps): void {
  const route = createRoute({
    method: "post",
    path: "/api/streams",
    middleware: guard("POST /api/streams"),
    summary: "Starts a live stream",
    parameters: [idempotencyKey],
    request: { body: jsonBody(Body) },
    responses: {
      201: created(StreamResource, "The stream"),
      ...problems("invalid_request", "too_many_streams"),
    },
  });
  app.openapi(route, async (c) => {
    const { title, witnesses } = c.req.valid("json");
    // Nobody would ever pay in it.
    if (witnesses === "both" && !media)
      throw new MetercastError("invalid_request", undefined, { fields: [NO_MEDIA] });
    const creatorId = c.get("principal").userId;
    const { stream } = await billing.startStream({
      creatorId,
      title,
      witnesses,
      idempotencyKey: c.get("businessKey"),
    });
    if (!stream) throw new MetercastError("internal", "billing answered without a stream");
    return c.json(streamView(stream, { minutes: 0n, cents: 0n }), 201, {
      Location: `/api/streams/${stream.id}`,
    });
  });
}

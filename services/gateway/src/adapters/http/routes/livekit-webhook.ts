import { z } from "@hono/zod-openapi";
import { MetercastError } from "@metercast/runtime";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { header, json, WebhookReceived } from "../schemas.ts";

const SIGNATURE = header("authorization", "LiveKit's token over the hash of the body.");

/** LiveKit reports that a participant joined a stream's room or left it. */
export function livekitWebhook(app: App, { guard, media }: RouteDeps): void {
  const route = routeFor(guard, "POST /webhooks/livekit", {
    operationId: "receiveLivekit",
    tag: "webhooks",
    summary: "Events of LiveKit",
    description:
      "Signed by LiveKit. The room is the stream's id, the participant's identity the viewer's `sub`. Joining opens a session and leaving ends it, next to heartbeats. " +
      'In a stream with `witnesses: "both"` minutes count from the join, by heartbeats, up to the leave. ' +
      "200: the event was handled, or needs nothing (also if the viewer can't pay). After a 5xx LiveKit sends it again.",
    parameters: [SIGNATURE],
    request: {
      // Not as JSON (application/webhook+json): the signature is over the raw bytes.
      body: { required: true, content: { "application/octet-stream": { schema: z.any() } } },
    },
    responses: { 200: json(WebhookReceived, "Done"), ...problems("invalid_signature") },
  });
  app.openapi(route, async (c) => {
    const signature = c.req.header("Authorization") ?? "";
    if (!media) throw new MetercastError("invalid_signature", "no LiveKit key is configured here");
    const event = await media.read(c.get("rawBody").toString("utf8"), signature);
    if (event) await media.take(event);
    return c.json({ received: true as const }, 200);
  });
}

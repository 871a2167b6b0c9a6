import { createRoute, z } from "@hono/zod-openapi";
import { MetercastError } from "@metercast/runtime";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { problems } from "../problem.ts";
import { header, json, WebhookReceived } from "../schemas.ts";

const SIGNATURE = header("authorization", "A token of LiveKit's over the body's hash.");

/** LiveKit's word that a viewer came into a stream's room or left it. */
export function livekitWebhook(app: App, { guard, media }: RouteDeps): void {
  const route = createRoute({
    method: "post",
    path: "/webhooks/livekit",
    middleware: guard("POST /webhooks/livekit"),
    summary: "Events of LiveKit",
    description:
      "Signed by LiveKit; the room is the stream's id, the participant's identity the viewer's `sub`. Joining opens a session, leaving ends it, next to heartbeats. " +
      "In a stream with both witnesses minutes count from the join on, by heartbeats up to the leave. " +
      "200: it has been acted on, or there is nothing to do for it (also where the viewer can't pay); after a 5xx LiveKit sends it again.",
    parameters: [SIGNATURE],
    request: {
      // Not as the JSON that it is (application/webhook+json): it is read once, raw, because its bytes are what is signed.
      body: { required: true, content: { "application/octet-stream": { schema: z.any() } } },
    },
    responses: { 200: json(WebhookReceived, "Done"), ...problems("invalid_signature") },
  });
  app.openapi(route, async (c) => {
    const signature = c.req.header("Authorization") ?? "";
    if (!media) throw new MetercastError("invalid_signature", "no key of LiveKit's is configured here");
    const event = await media.read(c.get("rawBody").toString("utf8"), signature);
    if (event) await media.take(event);
    return c.json({ received: true as const }, 200);
  });
}

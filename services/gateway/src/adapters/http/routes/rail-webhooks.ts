import { z } from "@hono/zod-openapi";
import { railNamed } from "@metercast/rails";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { json, RailParam, WebhookReceived } from "../schemas.ts";

/** Payers wait some seconds, and send an event again that was not taken. */
const DEADLINE_MS = 5_000;
/** Far more than any provider sends. */
const MAX_HEADER = 4_096;

/** Events of a provider, passed byte for byte to withdrawals, whose rail checks the signature. */
export function railWebhooks(app: App, { guard, withdrawals }: RouteDeps): void {
  const route = routeFor(guard, "POST /webhooks/payouts/{rail}", {
    operationId: "receiveRailWebhook",
    tag: "webhooks",
    summary: "Events of a provider",
    description:
      "Signed by the provider. 200: the event is stored; after any other answer the provider sends it again. 404: this rail has no webhooks here.",
    request: {
      params: RailParam,
      body: { required: true, content: { "application/octet-stream": { schema: z.any() } } },
    },
    responses: { 200: json(WebhookReceived, "Stored"), ...problems("invalid_signature", "not_found") },
  });
  app.openapi(route, async (c) => {
    const { rail } = c.req.valid("param");
    const headers = signedHeaders(rail, c.req.header());
    const webhook = { rail, payload: c.get("rawBody"), headers };
    await withdrawals.receiveRailWebhook(webhook, { deadlineMs: DEADLINE_MS });
    return c.json({ received: true as const }, 200);
  });
}

/** The headers that the rail's provider signs with. Cookies and tokens go to nobody. */
const signedHeaders = (rail: string, headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    (railNamed(rail)?.webhookHeaders ?? []).flatMap((name) => {
      const value = headers[name];
      return value === undefined || value.length > MAX_HEADER ? [] : [[name, value] as const];
    }),
  );

import { z } from "@hono/zod-openapi";
import type { CallOptions, SignedEvent } from "../../../ports/calls.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { header, json, WebhookReceived } from "../schemas.ts";

const SIGNATURE = header("stripe-signature", "Stripe's signature of the body.");

/** Stripe waits about 10 s, and sends an event again that was not taken. */
const DEADLINE_MS = 5_000;

/**
 * Events of Stripe, passed byte for byte to the service that owns them: it checks the signature and stores
 * them.
 */
export function stripeWebhooks(app: App, deps: RouteDeps): void {
  const { billing, withdrawals } = deps;
  webhook(app, deps, {
    path: "/webhooks/stripe/payments",
    operationId: "receiveStripePayments",
    to: billing,
  });
  webhook(app, deps, {
    path: "/webhooks/stripe/payouts",
    operationId: "receiveStripePayouts",
    to: withdrawals,
  });
}

interface Webhook {
  path: "/webhooks/stripe/payments" | "/webhooks/stripe/payouts";
  operationId: string;
  to: { receiveWebhook(event: SignedEvent, options: CallOptions): Promise<unknown> };
}

function webhook(app: App, { guard }: RouteDeps, { path, operationId, to }: Webhook): void {
  const route = routeFor(guard, `POST ${path}`, {
    operationId,
    tag: "webhooks",
    summary: "Events of Stripe",
    description: "Signed by Stripe. 200: the event is stored; after any other answer Stripe sends it again.",
    parameters: [SIGNATURE],
    request: {
      body: { required: true, content: { "application/octet-stream": { schema: z.any() } } },
    },
    responses: { 200: json(WebhookReceived, "Stored"), ...problems("invalid_signature") },
  });
  app.openapi(route, async (c) => {
    const signature = c.req.header("Stripe-Signature") ?? "";
    await to.receiveWebhook({ payload: c.get("rawBody"), signature }, { deadlineMs: DEADLINE_MS });
    return c.json({ received: true as const }, 200);
  });
}

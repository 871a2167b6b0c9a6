import { createRoute, z } from "@hono/zod-openapi";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { problems } from "../problem.ts";
import { header, json, WebhookReceived } from "../schemas.ts";

const SIGNATURE = header("stripe-signature", "As Stripe makes it.");

/** Under the 10 s or so that Stripe waits; what was not taken comes again. */
const DEADLINE_MS = 5_000;

type Receive = (
  request: { payload: Buffer; signature: string },
  options: { deadlineMs: number },
) => Promise<unknown>;

/** Events of Stripe, passed to the service that owns them byte for byte: it checks the signature and stores them before it answers. */
export function stripeWebhooks(app: App, deps: RouteDeps): void {
  webhook(app, deps, "/webhooks/stripe/payments", (...call) => deps.billing.receiveWebhook(...call));
  webhook(app, deps, "/webhooks/stripe/payouts", (...call) => deps.withdrawals.receiveWebhook(...call));
}

type Path = "/webhooks/stripe/payments" | "/webhooks/stripe/payouts";

function webhook(app: App, { guard }: RouteDeps, path: Path, receive: Receive): void {
  const route = createRoute({
    method: "post",
    path,
    middleware: guard(`POST ${path}`),
    summary: "Events of Stripe",
    description: "Signed by Stripe. 200: it is stored; after anything else Stripe sends it again.",
    parameters: [SIGNATURE],
    request: {
      body: { required: true, content: { "application/octet-stream": { schema: z.any() } } },
    },
    responses: { 200: json(WebhookReceived, "Stored"), ...problems("invalid_signature") },
  });
  app.openapi(route, async (c) => {
    const signature = c.req.header("Stripe-Signature") ?? "";
    await receive({ payload: c.get("rawBody"), signature }, { deadlineMs: DEADLINE_MS });
    return c.json({ received: true as const }, 200);
  });
}

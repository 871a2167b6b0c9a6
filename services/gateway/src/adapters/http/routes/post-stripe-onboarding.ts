import { createRoute, z } from "@hono/zod-openapi";
import { MetercastError } from "@metercast/runtime";
import { payoutMethodView } from "../../../usecases/withdrawal-views.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { problems } from "../problem.ts";
import { returnUrlOf } from "../return-url.ts";
import { idempotencyKey, json, orNull, returnUrl } from "../schemas.ts";
import { PayoutMethodResource } from "../withdrawal-resources.ts";

const Body = z.object({ return_url: returnUrl.optional() }).openapi("OnboardingRequest");
const Onboarding = z
  .object({
    url: z.string().openapi({ description: "Stripe's page; good for some minutes and one visit." }),
    payout_method: orNull(PayoutMethodResource),
  })
  .openapi("Onboarding");

export function postStripeOnboarding(app: App, { guard, withdrawals, settings }: RouteDeps): void {
  const route = createRoute({
    method: "post",
    path: "/api/payout-methods/stripe/onboarding",
    middleware: guard("POST /api/payout-methods/stripe/onboarding"),
    summary: "The page where a creator gives Stripe what it asks for",
    description: "The payout method is ready when Stripe says so; ask again for a page that has expired.",
    parameters: [idempotencyKey],
    request: {
      body: { required: false, content: { "application/json": { schema: Body } } },
    },
    responses: {
      200: json(Onboarding, "Where to go"),
      ...problems("invalid_request", "payouts_not_available", "too_many_payout_methods"),
    },
  });
  app.openapi(route, async (c) => {
    const { userId: creatorId, email: creatorEmail } = c.get("principal");
    const { url, payoutMethod } = await withdrawals.startOnboarding({
      creatorId,
      creatorEmail,
      returnUrl: returnUrlOf(c, c.req.valid("json").return_url, settings),
    });
    if (url === "") throw new MetercastError("internal", "withdrawals answered without an address");
    return c.json({ url, payout_method: payoutMethod ? payoutMethodView(payoutMethod) : null }, 200);
  });
}

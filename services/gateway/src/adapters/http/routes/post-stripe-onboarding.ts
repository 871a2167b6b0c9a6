import { z } from "@hono/zod-openapi";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { payoutMethodView } from "../presenters/payouts.ts";
import { problems } from "../problem.ts";
import { returnUrlOf } from "../return-url.ts";
import { routeFor } from "../route.ts";
import { json, orNull, returnUrl } from "../schemas.ts";
import { PayoutMethodResource } from "../withdrawal-resources.ts";

const Body = z.object({ return_url: returnUrl.optional() }).openapi("OnboardingRequest");
const Onboarding = z
  .object({
    url: z.string().openapi({ description: "Stripe's page, valid for some minutes and one visit." }),
    payout_method: orNull(PayoutMethodResource),
  })
  .openapi("Onboarding");

export function postStripeOnboarding(app: App, { guard, payoutMethods, settings }: RouteDeps): void {
  const route = routeFor(guard, "POST /api/payout-methods/stripe/onboarding", {
    operationId: "startStripeOnboarding",
    tag: "payout-methods",
    summary: "Stripe's page where a creator sets up payouts",
    description:
      "The payout method is ready once Stripe reports it. Request a new page when one has expired.",
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
    const { url, payoutMethod } = await payoutMethods.startOnboarding({
      rail: "stripe",
      creatorId,
      creatorEmail,
      returnUrl: returnUrlOf(c, c.req.valid("json").return_url, settings),
    });
    return c.json({ url, payout_method: payoutMethod ? payoutMethodView(payoutMethod) : null }, 200);
  });
}

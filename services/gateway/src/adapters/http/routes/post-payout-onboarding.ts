import { z } from "@hono/zod-openapi";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { payoutMethodView } from "../presenters/payouts.ts";
import { problems } from "../problem.ts";
import { railName } from "../rail-name.ts";
import { returnUrlOf } from "../return-url.ts";
import { routeFor } from "../route.ts";
import { json, orNull, RailParam, returnUrl } from "../schemas.ts";
import { PayoutMethodResource } from "../withdrawal-resources.ts";

const Body = z.object({ return_url: returnUrl.optional() }).openapi("OnboardingRequest");
const Onboarding = z
  .object({
    url: z.string().openapi({ description: "The provider's page, valid for some minutes and one visit." }),
    payout_method: orNull(PayoutMethodResource),
  })
  .openapi("Onboarding");

export function postPayoutOnboarding(app: App, { guard, payoutMethods, settings }: RouteDeps): void {
  const route = routeFor(guard, "POST /api/payout-methods/{rail}/onboarding", {
    operationId: "startOnboarding",
    tag: "payout-methods",
    summary: "The provider's page where a creator sets up payouts",
    description:
      "The payout method is ready once the provider reports it. Request a new page when one has expired.",
    request: {
      params: RailParam,
      body: { required: false, content: { "application/json": { schema: Body } } },
    },
    responses: {
      200: json(Onboarding, "Where to go"),
      ...problems("invalid_request", "not_found", "payouts_not_available", "too_many_payout_methods"),
    },
  });
  app.openapi(route, async (c) => {
    const { userId: creatorId, email: creatorEmail } = c.get("principal");
    const { url, payoutMethod } = await payoutMethods.startOnboarding({
      rail: railName(c.req.valid("param").rail),
      creatorId,
      creatorEmail,
      returnUrl: returnUrlOf(c, c.req.valid("json").return_url, settings),
    });
    return c.json({ url, payout_method: payoutMethod ? payoutMethodView(payoutMethod) : null }, 200);
  });
}

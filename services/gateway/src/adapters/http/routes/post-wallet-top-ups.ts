import { z } from "@hono/zod-openapi";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { problems } from "../problem.ts";
import { returnUrlOf } from "../return-url.ts";
import { routeFor } from "../route.ts";
import { created, idOf, jsonBody, returnUrl, text } from "../schemas.ts";

const Body = z.object({ package_id: text(100), return_url: returnUrl.optional() }).openapi("TopUpRequest");
const TopUp = z
  .object({
    id: idOf("top_"),
    url: z.string().openapi({ description: "Stripe's page where it is paid." }),
  })
  .openapi("TopUp");

export function postWalletTopUps(app: App, { guard, billing, settings }: RouteDeps): void {
  const route = routeFor(guard, "POST /api/wallet/top-ups", {
    operationId: "startTopUp",
    tag: "wallet",
    summary: "Buys tokens",
    description:
      "Tokens are credited once, when Stripe reports the payment, whether or not the viewer comes back.",
    request: { body: jsonBody(Body) },
    responses: {
      201: created(TopUp, "Where to pay"),
      ...problems("invalid_request", "package_not_found", "too_many_open_top_ups"),
    },
  });
  app.openapi(route, async (c) => {
    const { package_id: packageId, return_url } = c.req.valid("json");
    const { topUpId, url } = await billing.startTopUp({
      viewerId: c.get("principal").userId,
      packageId,
      idempotencyKey: c.get("businessKey"),
      returnUrl: returnUrlOf(c, return_url, settings),
    });
    return c.json({ id: topUpId, url }, 201, { Location: url });
  });
}

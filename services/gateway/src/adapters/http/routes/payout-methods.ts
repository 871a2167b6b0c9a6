import { z } from "@hono/zod-openapi";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { payoutMethodId } from "../ids.ts";
import { payoutMethodView } from "../presenters/payouts.ts";
import { page } from "../presenters/values.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { created, IdParam, json, jsonBody, listOf, text } from "../schemas.ts";
import { PayoutMethodResource } from "../withdrawal-resources.ts";

const Body = z
  .discriminatedUnion("kind", [
    z.object({
      kind: z.literal("manual"),
      details: text(500).openapi({ description: "Where to send the money; for admins only." }),
      is_default: z.boolean().default(true),
    }),
    z.object({ kind: z.literal("stripe"), is_default: z.boolean().default(true) }),
  ])
  .openapi("PayoutMethodRequest");

export function payoutMethods(app: App, deps: RouteDeps): void {
  list(app, deps);
  create(app, deps);
  remove(app, deps);
}

function list(app: App, { guard, payoutMethods: methods }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/payout-methods", {
    operationId: "listPayoutMethods",
    tag: "payout-methods",
    summary: "Where a creator is paid",
    responses: { 200: json(listOf(PayoutMethodResource), "All of them"), ...problems() },
  });
  app.openapi(route, async (c) => {
    const creatorId = c.get("principal").userId;
    const found = await methods.listPayoutMethods(creatorId);
    return c.json(page(found.map(payoutMethodView), undefined), 200);
  });
}

function create(app: App, { guard, payoutMethods: methods }: RouteDeps): void {
  const route = routeFor(guard, "POST /api/payout-methods", {
    operationId: "createPayoutMethod",
    tag: "payout-methods",
    summary: "Adds a way to be paid",
    description:
      "`manual`: an admin pays by bank. `stripe` is ready after its onboarding. The new method becomes the default unless `is_default` is false.",
    request: { body: jsonBody(Body) },
    responses: {
      201: created(PayoutMethodResource, "The payout method"),
      ...problems("invalid_request", "too_many_payout_methods"),
    },
  });
  app.openapi(route, async (c) => {
    const body = c.req.valid("json");
    const payoutMethod = await methods.createPayoutMethod({
      creatorId: c.get("principal").userId,
      kind: body.kind,
      details: body.kind === "manual" ? body.details : "",
      fields: {},
      isDefault: body.is_default,
    });
    const Location = `/api/payout-methods/${payoutMethod.id}`;
    return c.json(payoutMethodView(payoutMethod), 201, { Location });
  });
}

function remove(app: App, { guard, payoutMethods: methods }: RouteDeps): void {
  const route = routeFor(guard, "DELETE /api/payout-methods/{id}", {
    operationId: "deletePayoutMethod",
    tag: "payout-methods",
    summary: "Removes a way to be paid",
    description: "Not while an open withdrawal goes there: 409 `payout_method_in_use`.",
    request: { params: IdParam },
    responses: {
      200: json(z.object({ id: z.string(), deleted: z.literal(true) }), "It is gone"),
      ...problems("payout_method_not_found", "payout_method_in_use"),
    },
  });
  app.openapi(route, async (c) => {
    const id = payoutMethodId(c.req.valid("param").id);
    await methods.deletePayoutMethod({ payoutMethodId: id, creatorId: c.get("principal").userId });
    return c.json({ id, deleted: true as const }, 200);
  });
}

import { z } from "@hono/zod-openapi";
import { RAILS } from "@metercast/rails";
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
  .object({
    kind: z.enum(RAILS.map(({ name }) => name)).openapi({ description: "A rail of GET /api/payout-rails." }),
    fields: z
      .record(z.string().max(64), text(1_000))
      .optional()
      .openapi({ description: "By the names of the rail's fields." }),
    details: text(500)
      .optional()
      .openapi({ description: "For `manual`: where to send the money, as in `fields.details`." }),
    is_default: z.boolean().default(true),
  })
  .openapi("PayoutMethodRequest");
const Change = z.object({ is_default: z.literal(true) }).openapi("PayoutMethodChange");

export function payoutMethods(app: App, deps: RouteDeps): void {
  list(app, deps);
  create(app, deps);
  change(app, deps);
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
      "`fields` are those that GET /api/payout-rails names; a rail with `setup: onboarding` is ready after its onboarding. The new method becomes the default unless `is_default` is false. If you have or had another one, no payout goes there before `locked_until`.",
    request: { body: jsonBody(Body) },
    responses: {
      201: created(PayoutMethodResource, "The payout method"),
      ...problems("invalid_request", "payouts_not_available", "too_many_payout_methods"),
    },
  });
  app.openapi(route, async (c) => {
    const body = c.req.valid("json");
    const payoutMethod = await methods.createPayoutMethod({
      creatorId: c.get("principal").userId,
      kind: body.kind,
      details: body.details ?? "",
      fields: body.fields ?? {},
      isDefault: body.is_default,
    });
    const Location = `/api/payout-methods/${payoutMethod.id}`;
    return c.json(payoutMethodView(payoutMethod), 201, { Location });
  });
}

function change(app: App, { guard, payoutMethods: methods }: RouteDeps): void {
  const route = routeFor(guard, "PATCH /api/payout-methods/{id}", {
    operationId: "changePayoutMethod",
    tag: "payout-methods",
    summary: "Makes a way to be paid the default one",
    description: "A young method may be locked then: `locked_until`.",
    request: { params: IdParam, body: jsonBody(Change) },
    responses: {
      200: json(PayoutMethodResource, "The payout method"),
      ...problems("invalid_request", "payout_method_not_found", "payouts_not_available"),
    },
  });
  app.openapi(route, async (c) => {
    const payoutMethodIdOfPath = payoutMethodId(c.req.valid("param").id);
    const changed = await methods.makeDefault({
      payoutMethodId: payoutMethodIdOfPath,
      creatorId: c.get("principal").userId,
    });
    return c.json(payoutMethodView(changed), 200);
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

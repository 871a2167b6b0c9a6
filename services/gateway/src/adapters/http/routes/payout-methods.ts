import { createRoute, z } from "@hono/zod-openapi";
import { MetercastError } from "@metercast/runtime";
import { payoutMethodView } from "../../../usecases/withdrawal-views.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { payoutMethodId } from "../ids.ts";
import { problems } from "../problem.ts";
import { created, IdParam, idempotencyKey, json, jsonBody, listOf, page, text } from "../schemas.ts";
import { PayoutMethodResource } from "../withdrawal-resources.ts";

const Body = z
  .discriminatedUnion("kind", [
    z.object({
      kind: z.literal("manual"),
      details: text(500).openapi({ description: "Where to send it; shown to admins only." }),
      is_default: z.boolean().default(true),
    }),
    z.object({ kind: z.literal("stripe"), is_default: z.boolean().default(true) }),
  ])
  .openapi("PayoutMethodRequest");

export function payoutMethods(app: App, { guard, withdrawals }: RouteDeps): void {
  const list = createRoute({
    method: "get",
    path: "/api/payout-methods",
    middleware: guard("GET /api/payout-methods"),
    summary: "Where a creator is paid",
    responses: { 200: json(listOf(PayoutMethodResource), "All of them"), ...problems() },
  });
  app.openapi(list, async (c) => {
    const creatorId = c.get("principal").userId;
    const { payoutMethods } = await withdrawals.listPayoutMethods({ creatorId });
    return c.json(page(payoutMethods.map(payoutMethodView), ""), 200);
  });

  const create = createRoute({
    method: "post",
    path: "/api/payout-methods",
    middleware: guard("POST /api/payout-methods"),
    summary: "Adds a way to be paid",
    description:
      "`manual`: an admin pays by bank. `stripe` is ready after its onboarding. It becomes the default unless it says otherwise.",
    parameters: [idempotencyKey],
    request: { body: jsonBody(Body) },
    responses: {
      201: created(PayoutMethodResource, "The payout method"),
      ...problems("invalid_request", "too_many_payout_methods"),
    },
  });
  app.openapi(create, async (c) => {
    const body = c.req.valid("json");
    const { payoutMethod } = await withdrawals.createPayoutMethod({
      creatorId: c.get("principal").userId,
      kind: body.kind,
      details: body.kind === "manual" ? body.details : "",
      isDefault: body.is_default,
    });
    if (!payoutMethod) throw new MetercastError("internal", "withdrawals answered without a payout method");
    const Location = `/api/payout-methods/${payoutMethod.id}`;
    return c.json(payoutMethodView(payoutMethod), 201, { Location });
  });

  const remove = createRoute({
    method: "delete",
    path: "/api/payout-methods/{id}",
    middleware: guard("DELETE /api/payout-methods/{id}"),
    summary: "Removes a way to be paid",
    description: "Not while an open withdrawal goes there: 409 `payout_method_in_use`.",
    parameters: [idempotencyKey],
    request: { params: IdParam },
    responses: {
      200: json(z.object({ id: z.string(), deleted: z.literal(true) }), "It is gone"),
      ...problems("payout_method_not_found", "payout_method_in_use"),
    },
  });
  app.openapi(remove, async (c) => {
    const id = payoutMethodId(c.req.valid("param").id);
    await withdrawals.deletePayoutMethod({ payoutMethodId: id, creatorId: c.get("principal").userId });
    return c.json({ id, deleted: true as const }, 200);
  });
}

import { z } from "@hono/zod-openapi";
import { uuidOf } from "@metercast/contracts";
import { MetercastError } from "@metercast/runtime";
import type { TopUpRecord } from "../../../ports/spending.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { isoTime, orNull, page, tokens, usd } from "../presenters/values.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { IdParam, idOf, json, listOf, Money, PageQuery, Time } from "../schemas.ts";

const Purchase = z
  .object({
    id: idOf("top_"),
    package_id: z.string().openapi({ example: "tokens_100" }),
    tokens: z.int(),
    price: Money,
    state: z.enum(["open", "paid", "credited", "expired", "failed"]).openapi({
      description: "`open`: it can still be paid. `paid`: its tokens are on their way.",
    }),
    created_at: Time,
    receipt_url: z.string().nullable().openapi({
      description:
        "Stripe's receipt, which opens for 30 days after it was read. `GET` of one reads it again.",
    }),
    refunded: Money.openapi({ description: "What refunds and disputes took away of it." }),
  })
  .openapi("TopUpRecord");

/** What a viewer bought. */
export function walletTopUps(app: App, deps: RouteDeps): void {
  list(app, deps);
  one(app, deps);
}

function list(app: App, { guard, billing }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/wallet/top-ups", {
    operationId: "listTopUps",
    tag: "wallet",
    summary: "Bought tokens, newest first",
    request: { query: PageQuery },
    responses: { 200: json(listOf(Purchase), "A page of purchases"), ...problems("invalid_request") },
  });
  app.openapi(route, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const { items, nextCursor } = await billing.listTopUps({
      viewerId: c.get("principal").userId,
      limit,
      cursor,
    });
    return c.json(page(items.map(view), nextCursor), 200);
  });
}

function one(app: App, { guard, billing }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/wallet/top-ups/{id}", {
    operationId: "getTopUp",
    tag: "wallet",
    summary: "A purchase, with a receipt that opens",
    request: { params: IdParam },
    responses: { 200: json(Purchase, "The purchase"), ...problems("not_found") },
  });
  app.openapi(route, async (c) => {
    const topUpId = c.req.valid("param").id;
    if (uuidOf("topUp", topUpId) === undefined) throw new MetercastError("not_found");
    return c.json(view(await billing.getTopUp({ topUpId, viewerId: c.get("principal").userId })), 200);
  });
}

const view = (topUp: TopUpRecord) => ({
  id: topUp.id,
  package_id: topUp.packageId,
  tokens: tokens(topUp.tokens),
  price: usd(topUp.cents),
  state: topUp.state as z.infer<typeof Purchase>["state"],
  created_at: isoTime(topUp.createdAt) ?? "",
  receipt_url: orNull(topUp.receiptUrl),
  refunded: usd(topUp.refundedCents),
});

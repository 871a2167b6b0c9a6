import { z } from "@hono/zod-openapi";
import { search } from "../../../usecases/admin/search.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { foundView } from "../presenters/admin.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { json, Time, text } from "../schemas.ts";

const Query = z.object({
  q: text(255).openapi({
    description:
      "An id of a stream, session, minute, transfer, hold, rate card, withdrawal, payout attempt, payout method, top-up, user or request; or Stripe's id of a payment, payout, account or event.",
    example: "wdr_0193a5c0e7d47b0d8f0e1c2d3b4a5968",
  }),
});

const Hit = z
  .object({
    kind: z.string().openapi({
      example: "withdrawal",
      description:
        "stream, session, rate, top_up, account, transfer, hold, minute, withdrawal, payout_attempt, payout_method or audit",
    }),
    id: z.string(),
    user_id: z.string().nullable().openapi({ description: "Its owner, or the actor." }),
    summary: z.string().openapi({ example: "PENDING, 100.00 USD" }),
    created_at: Time.nullable(),
    parent_id: z.string().nullable().openapi({ description: "The object that it is part of, or about." }),
    url: z.string().nullable().openapi({ description: "The address of this API that shows it." }),
  })
  .openapi("SearchHit");

const Found = z
  .object({
    query: z.string(),
    data: z.array(Hit),
    unavailable: z
      .array(z.string())
      .openapi({ description: "Services that did not answer: their results are missing." }),
  })
  .openapi("SearchResult");

export function getAdminSearch(app: App, deps: RouteDeps): void {
  const { guard, wallet, billing, audit, log } = deps;
  const route = routeFor(guard, "GET /api/admin/search", {
    operationId: "search",
    tag: "admin",
    summary: "The objects that an id names",
    description:
      "For a user: the newest few objects. The beginning of an id is enough, from 8 digits after its prefix (not of a minute): the newest few that begin so. An empty list: nothing has this id.",
    request: { query: Query },
    responses: { 200: json(Found, "What was found"), ...problems("invalid_request") },
  });
  const withdrawals = deps.settings.hasWithdrawals ? deps.withdrawals : undefined;
  app.openapi(route, async (c) => {
    const { q } = c.req.valid("query");
    return c.json(foundView(q, await search({ wallet, billing, withdrawals, audit, log }, q)), 200);
  });
}

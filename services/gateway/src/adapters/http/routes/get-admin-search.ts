import { z } from "@hono/zod-openapi";
import { search } from "../../../usecases/admin/search.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { personName } from "../person-name.ts";
import { foundView } from "../presenters/admin.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { json, Time, text } from "../schemas.ts";

const Query = z.object({
  q: text(255).openapi({
    description:
      "A person's name, address or id, or its beginning; a stream's title; an amount of a withdrawal (`100`, `$100.00`). Or an id of a stream, session, minute, transfer, hold, rate card, withdrawal, payout attempt, payout method, top-up, user or request; or Stripe's id of a payment, payout, account or event.",
    example: "wdr_0193a5c0e7d47b0d8f0e1c2d3b4a5968",
  }),
});

const Hit = z
  .object({
    kind: z.string().openapi({
      example: "withdrawal",
      description:
        "person, stream, session, rate, top_up, case, account, transfer, hold, minute, withdrawal, payout_attempt, payout_method or audit",
    }),
    id: z.string(),
    user_id: z.string().nullable().openapi({ description: "Its owner, or the actor." }),
    user_name: personName,
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
  const { guard, wallet, billing, audit, directory, log } = deps;
  const route = routeFor(guard, "GET /api/admin/search", {
    operationId: "search",
    tag: "admin",
    summary: "People and objects by name, title, amount or id",
    description:
      "For a user: the newest few objects. The beginning of an id is enough, from 8 digits after its prefix (not of a minute): the newest few that begin so. People, streams and withdrawals: at most 10 each. `created_at` of a person is when they were last seen. An empty list: nothing was found.",
    request: { query: Query },
    responses: { 200: json(Found, "What was found"), ...problems("invalid_request") },
  });
  const withdrawals = deps.settings.hasWithdrawals ? deps.withdrawals : undefined;
  app.openapi(route, async (c) => {
    const { q } = c.req.valid("query");
    return c.json(
      foundView(q, await search({ wallet, billing, withdrawals, audit, directory, log }, q)),
      200,
    );
  });
}

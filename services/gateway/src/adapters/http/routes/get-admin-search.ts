import { createRoute, z } from "@hono/zod-openapi";
import { search } from "../../../usecases/search.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { problems } from "../problem.ts";
import { json, Time, text } from "../schemas.ts";

const Query = z.object({
  q: text(255).openapi({
    description:
      "An id as it was shown anywhere: of a stream, session, minute, transfer, hold, rate card, withdrawal, payout attempt, payout method, top-up, user or request; or Stripe's of a payment, payout, account or event.",
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
    user_id: z.string().nullable().openapi({ description: "Whose it is, or who did it." }),
    summary: z.string().openapi({ example: "PENDING, 100.00 USD" }),
    created_at: Time.nullable(),
    parent_id: z.string().nullable().openapi({ description: "What it is part of, or about." }),
    url: z.string().nullable().openapi({ description: "The address of this API that shows it." }),
  })
  .openapi("SearchHit");

const Found = z
  .object({
    query: z.string(),
    data: z.array(Hit),
    unavailable: z
      .array(z.string())
      .openapi({ description: "Services that could not be asked: what they know is missing here." }),
  })
  .openapi("SearchResult");

export function getAdminSearch(app: App, deps: RouteDeps): void {
  const { guard, wallet, billing, audit, log } = deps;
  const route = createRoute({
    method: "get",
    path: "/api/admin/search",
    middleware: guard("GET /api/admin/search"),
    summary: "What an id names, wherever it came from",
    description:
      "Of a user's many things the newest few. Of an id of ours with a prefix the beginning is enough, from 8 digits on (not of a minute's): the newest few that begin so. An empty list: nothing has this id.",
    request: { query: Query },
    responses: { 200: json(Found, "What was found"), ...problems("invalid_request") },
  });
  const withdrawals = deps.settings.hasWithdrawals ? deps.withdrawals : undefined;
  app.openapi(route, async (c) =>
    c.json(await search({ wallet, billing, withdrawals, audit, log }, c.req.valid("query").q), 200),
  );
}

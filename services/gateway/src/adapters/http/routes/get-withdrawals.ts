import { z } from "@hono/zod-openapi";
import { readerOf, WITHDRAWAL_STATUSES } from "../../../domain/withdrawal.ts";
import { listWithdrawals } from "../../../usecases/withdrawals/list-withdrawals.ts";
import { readWithdrawal } from "../../../usecases/withdrawals/read-withdrawal.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { withdrawalId } from "../ids.ts";
import { page } from "../presenters/values.ts";
import { withdrawalDetails, withdrawalView } from "../presenters/withdrawals.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { IdParam, json, listOf, PageQuery, userId } from "../schemas.ts";
import { WithdrawalDetailsResource, WithdrawalResource } from "../withdrawal-resources.ts";

const Query = PageQuery.extend({
  status: z.enum(WITHDRAWAL_STATUSES).optional(),
  user_id: userId.optional().openapi({ description: "For admins: only this creator's." }),
  attention: z
    .enum(["needed"])
    .optional()
    .openapi({ description: "For admins: only those that a person must review." }),
  scheduled: z
    .enum(["true", "false"])
    .transform((value) => value === "true")
    .optional()
    .openapi({ type: "boolean", description: "Only those that a schedule asked for, or only the others." }),
});

export function getWithdrawals(app: App, deps: RouteDeps): void {
  list(app, deps);
  one(app, deps);
}

function list(app: App, { guard, withdrawals }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/withdrawals", {
    operationId: "listWithdrawals",
    tag: "withdrawals",
    summary: "Withdrawals, newest first",
    description: "A creator's own; for an admin everybody's.",
    request: { query: Query },
    responses: {
      200: json(listOf(WithdrawalResource), "A page of withdrawals"),
      ...problems("invalid_request", "forbidden", "not_found"),
    },
  });
  app.openapi(route, async (c) => {
    const { limit, cursor, status, user_id, attention, scheduled } = c.req.valid("query");
    const principal = c.get("principal");
    const needsReview = attention !== undefined;
    const request = { limit, cursor, status, userId: user_id, needsReview, scheduled };
    const { items, nextCursor } = await listWithdrawals({ withdrawals }, request, principal);
    const reader = readerOf(principal.roles);
    const data = items.map((withdrawal) => withdrawalView(withdrawal, reader));
    return c.json(page(data, nextCursor), 200);
  });
}

function one(app: App, { guard, withdrawals }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/withdrawals/{id}", {
    operationId: "getWithdrawal",
    tag: "withdrawals",
    summary: "A withdrawal with its history and its payout attempts",
    request: { params: IdParam },
    responses: {
      200: json(WithdrawalDetailsResource, "The withdrawal"),
      ...problems("withdrawal_not_found"),
    },
  });
  app.openapi(route, async (c) => {
    const principal = c.get("principal");
    const id = withdrawalId(c.req.valid("param").id);
    const withdrawal = await readWithdrawal({ withdrawals }, id, principal);
    return c.json(withdrawalDetails(withdrawal, readerOf(principal.roles)), 200);
  });
}

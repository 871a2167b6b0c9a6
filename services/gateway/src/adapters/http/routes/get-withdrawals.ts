import { createRoute, z } from "@hono/zod-openapi";
import { MetercastError } from "@metercast/runtime";
import type { Principal } from "../../../domain/principal.ts";
import { protoStatus, withdrawalDetails, withdrawalView } from "../../../usecases/withdrawal-views.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { withdrawalId } from "../ids.ts";
import { whose } from "../owner.ts";
import { problems } from "../problem.ts";
import { IdParam, json, listOf, PageQuery, page, userId } from "../schemas.ts";
import { StatusName, WithdrawalDetailsResource, WithdrawalResource } from "../withdrawal-resources.ts";

const Query = PageQuery.extend({
  status: StatusName.optional(),
  user_id: userId.optional().openapi({ description: "For admins: one creator's only." }),
  attention: z
    .enum(["needed"])
    .optional()
    .openapi({ description: "For admins: only those that need a person." }),
});

export function getWithdrawals(app: App, { guard, withdrawals }: RouteDeps): void {
  const list = createRoute({
    method: "get",
    path: "/api/withdrawals",
    middleware: guard("GET /api/withdrawals"),
    summary: "Withdrawals, newest first",
    description: "A creator's own; an admin sees everybody's.",
    request: { query: Query },
    responses: {
      200: json(listOf(WithdrawalResource), "A page of withdrawals"),
      ...problems("invalid_request", "forbidden", "not_found"),
    },
  });
  app.openapi(list, async (c) => {
    const { limit, cursor = "", status, user_id, attention } = c.req.valid("query");
    const principal = c.get("principal");
    const reader = readerOf(principal);
    if (attention !== undefined && reader !== "admin")
      throw new MetercastError("forbidden", "attention is for admins");
    const answer = await withdrawals.listWithdrawals({
      creatorId: reader === "admin" ? (user_id ?? "") : whose(principal, user_id),
      status: protoStatus(status),
      limit,
      cursor,
      needsAttention: attention !== undefined,
    });
    const data = answer.withdrawals.map((withdrawal) => withdrawalView(withdrawal, reader));
    return c.json(page(data, answer.nextCursor), 200);
  });

  const one = createRoute({
    method: "get",
    path: "/api/withdrawals/{id}",
    middleware: guard("GET /api/withdrawals/{id}"),
    summary: "A withdrawal with its history and its payout attempts",
    request: { params: IdParam },
    responses: {
      200: json(WithdrawalDetailsResource, "The withdrawal"),
      ...problems("withdrawal_not_found"),
    },
  });
  app.openapi(one, async (c) => {
    const principal = c.get("principal");
    const reader = readerOf(principal);
    const id = withdrawalId(c.req.valid("param").id);
    const { withdrawal } = await withdrawals.getWithdrawal({ withdrawalId: id });
    if (!withdrawal || (reader !== "admin" && withdrawal.creatorId !== principal.userId))
      throw new MetercastError("withdrawal_not_found");
    return c.json(withdrawalDetails(withdrawal, reader), 200);
  });
}

const readerOf = ({ roles }: Principal) => (roles.includes("admin") ? "admin" : "creator");

import { MetercastError } from "@metercast/runtime";
import { readerOf } from "../../../domain/withdrawal.ts";
import { namesOf } from "../../../usecases/people/names-of.ts";
import { listQueue, peopleOf } from "../../../usecases/queue/list-queue.ts";
import { listWithdrawals } from "../../../usecases/withdrawals/list-withdrawals.ts";
import { readWithdrawal } from "../../../usecases/withdrawals/read-withdrawal.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { withdrawalId } from "../ids.ts";
import { queueRowView } from "../presenters/queue.ts";
import { page } from "../presenters/values.ts";
import { withdrawalView } from "../presenters/withdrawals.ts";
import { problems } from "../problem.ts";
import { isForAdmins, QueueQuery, queueFilter, queueOrder } from "../queue-query.ts";
import { routeFor } from "../route.ts";
import { IdParam, json, listOf } from "../schemas.ts";
import { detailsFor } from "../withdrawal-details.ts";
import { WithdrawalDetailsResource, WithdrawalResource } from "../withdrawal-resources.ts";

export function getWithdrawals(app: App, deps: RouteDeps): void {
  list(app, deps);
  one(app, deps);
}

function list(app: App, deps: RouteDeps): void {
  const { guard, withdrawals } = deps;
  const route = routeFor(guard, "GET /api/withdrawals", {
    operationId: "listWithdrawals",
    tag: "withdrawals",
    summary: "Withdrawals, newest first unless sorted otherwise",
    description:
      "A creator's own; for an admin everybody's, each with the creator's record, its risk and its approvals. A cursor belongs to its filters and its order: with others it answers 422. Rows that change between two pages may be missed or come twice; all others come once.",
    request: { query: QueueQuery },
    responses: {
      200: json(listOf(WithdrawalResource), "A page of withdrawals"),
      ...problems("invalid_request", "forbidden", "not_found"),
    },
  });
  app.openapi(route, async (c) => {
    const query = c.req.valid("query");
    const { limit, cursor } = query;
    const principal = c.get("principal");
    if (readerOf(principal.roles) === "admin") {
      const filter = queueFilter(query);
      const asked = { filter, ...queueOrder(query), limit, cursor, actorId: principal.userId };
      const { items, nextCursor } = await listQueue(deps, asked);
      const names = await namesOf(deps, items.flatMap(peopleOf));
      return c.json(
        page(
          items.map((row) => queueRowView(row, names)),
          nextCursor,
        ),
        200,
      );
    }
    if (isForAdmins(query)) throw new MetercastError("forbidden", "these filters are for admins");
    const { status, user_id: userId, attention, scheduled } = query;
    const needsReview = attention !== undefined;
    const request = { limit, cursor, status, userId, needsReview, scheduled };
    const { items, nextCursor } = await listWithdrawals({ withdrawals }, request, principal);
    return c.json(
      page(
        items.map((withdrawal) => withdrawalView(withdrawal, "creator")),
        nextCursor,
      ),
      200,
    );
  });
}

function one(app: App, deps: RouteDeps): void {
  const { guard, withdrawals } = deps;
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
    return c.json(await detailsFor(deps, withdrawal, principal), 200);
  });
}

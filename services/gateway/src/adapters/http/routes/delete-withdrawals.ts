import { createRoute } from "@hono/zod-openapi";
import { cancelWithdrawal } from "../../../usecases/decide-withdrawal.ts";
import { withdrawalDetails } from "../../../usecases/withdrawal-views.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { withdrawalId } from "../ids.ts";
import { problems } from "../problem.ts";
import { IdParam, idempotencyKey, json } from "../schemas.ts";
import { WithdrawalDetailsResource } from "../withdrawal-resources.ts";

export function deleteWithdrawals(app: App, { guard, withdrawals }: RouteDeps): void {
  const route = createRoute({
    method: "delete",
    path: "/api/withdrawals/{id}",
    middleware: guard("DELETE /api/withdrawals/{id}"),
    summary: "Takes back a PENDING withdrawal",
    description: "What was held is available again.",
    parameters: [idempotencyKey],
    request: { params: IdParam },
    responses: {
      200: json(WithdrawalDetailsResource, "The withdrawal, CANCELED"),
      ...problems("withdrawal_not_found", "invalid_transition"),
    },
  });
  app.openapi(route, async (c) => {
    const id = withdrawalId(c.req.valid("param").id);
    const again = { again: c.get("again") };
    const canceled = await cancelWithdrawal(withdrawals, id, c.get("principal"), again);
    return c.json(withdrawalDetails(canceled, "creator"), 200);
  });
}

import { NO_NAMES } from "../../../usecases/people/names-of.ts";
import { cancelWithdrawal } from "../../../usecases/withdrawals/cancel-withdrawal.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { withdrawalId } from "../ids.ts";
import { withdrawalDetails } from "../presenters/withdrawals.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { IdParam, json } from "../schemas.ts";
import { WithdrawalDetailsResource } from "../withdrawal-resources.ts";

export function deleteWithdrawals(app: App, { guard, withdrawals }: RouteDeps): void {
  const route = routeFor(guard, "DELETE /api/withdrawals/{id}", {
    operationId: "cancelWithdrawal",
    tag: "withdrawals",
    summary: "Takes back a PENDING withdrawal",
    description: "The held amount is available again.",
    request: { params: IdParam },
    responses: {
      200: json(WithdrawalDetailsResource, "The withdrawal, CANCELED"),
      ...problems("withdrawal_not_found", "invalid_transition"),
    },
  });
  app.openapi(route, async (c) => {
    const request = { withdrawalId: withdrawalId(c.req.valid("param").id), again: c.get("again") };
    const canceled = await cancelWithdrawal({ withdrawals }, request, c.get("principal"));
    return c.json(withdrawalDetails(canceled, "creator", NO_NAMES), 200);
  });
}

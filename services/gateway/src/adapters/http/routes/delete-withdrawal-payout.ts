import { readerOf } from "../../../domain/withdrawal.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { withdrawalId } from "../ids.ts";
import { withdrawalDetails } from "../presenters/withdrawals.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { IdParam, json } from "../schemas.ts";
import { WithdrawalDetailsResource } from "../withdrawal-resources.ts";

export function deleteWithdrawalPayout(app: App, { guard, withdrawals }: RouteDeps): void {
  const route = routeFor(guard, "DELETE /api/withdrawals/{id}/payout", {
    operationId: "cancelPayout",
    tag: "withdrawals",
    summary: "Takes back a payout that its receiver has not claimed",
    description: "The money is the creator's again once the payer reports that it came back.",
    request: { params: IdParam },
    responses: {
      200: json(WithdrawalDetailsResource, "The withdrawal, as it is now"),
      ...problems("withdrawal_not_found", "not_cancelable"),
    },
  });
  app.openapi(route, async (c) => {
    const { userId, roles } = c.get("principal");
    const reader = readerOf(roles);
    const canceled = await withdrawals.cancelPayout({
      withdrawalId: withdrawalId(c.req.valid("param").id),
      creatorId: reader === "admin" ? undefined : userId,
    });
    return c.json(withdrawalDetails(canceled, reader), 200);
  });
}

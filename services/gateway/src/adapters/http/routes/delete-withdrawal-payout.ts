import { readerOf } from "../../../domain/withdrawal.ts";
import { NO_NAMES } from "../../../usecases/people/names-of.ts";
import { cancelPayout } from "../../../usecases/withdrawals/cancel-payout.ts";
import type { RouteDeps } from "../deps.ts";
import { type App, requestInfo } from "../env.ts";
import { withdrawalId } from "../ids.ts";
import { withdrawalDetails } from "../presenters/withdrawals.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { IdParam, json } from "../schemas.ts";
import { WithdrawalDetailsResource } from "../withdrawal-resources.ts";

export function deleteWithdrawalPayout(app: App, { guard, withdrawals, audit }: RouteDeps): void {
  const route = routeFor(guard, "DELETE /api/withdrawals/{id}/payout", {
    operationId: "cancelPayout",
    tag: "withdrawals",
    summary: "Takes back a payout that its receiver has not claimed",
    description: "The money is the creator's again once the provider reports that it came back.",
    request: { params: IdParam },
    responses: {
      200: json(WithdrawalDetailsResource, "The withdrawal, as it is now"),
      ...problems("withdrawal_not_found", "not_cancelable"),
    },
  });
  app.openapi(route, async (c) => {
    const principal = c.get("principal");
    const id = withdrawalId(c.req.valid("param").id);
    const canceled = await cancelPayout({ withdrawals, audit }, id, principal, requestInfo(c));
    return c.json(withdrawalDetails(canceled, readerOf(principal.roles), NO_NAMES), 200);
  });
}

import { NO_NAMES } from "../../../usecases/people/names-of.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { payoutMethodId } from "../ids.ts";
import { withdrawalDetails } from "../presenters/withdrawals.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { created, jsonBody } from "../schemas.ts";
import { WithdrawalDetailsResource, WithdrawalRequest } from "../withdrawal-resources.ts";

export function postWithdrawals(app: App, { guard, withdrawals }: RouteDeps): void {
  const route = routeFor(guard, "POST /api/withdrawals", {
    operationId: "createWithdrawal",
    tag: "withdrawals",
    summary: "Requests a withdrawal",
    description:
      "The amount is held at once. The destination is fixed now: `payout_method_id`, or else the default one. Without a payout method the withdrawal is accepted; it goes to the first one that the creator sets up, and an admin must approve it for that. `speed: instant` costs the fee of POST /api/withdrawals/quote, fixed now. After a 503 the same Idempotency-Key finds the result.",
    request: { body: jsonBody(WithdrawalRequest) },
    responses: {
      201: created(WithdrawalDetailsResource, "The withdrawal, PENDING"),
      ...problems(
        "invalid_request",
        "below_minimum",
        "method_limit",
        "instant_not_available",
        "instant_limit",
        "insufficient_balance",
        "withdrawal_already_open",
        "payouts_paused",
        "payout_method_not_found",
        "payouts_not_available",
      ),
    },
  });
  app.openapi(route, async (c) => {
    const { amount, payout_method_id, speed } = c.req.valid("json");
    const { userId: creatorId, name: creatorName, email: creatorEmail } = c.get("principal");
    const withdrawal = await withdrawals.createWithdrawal({
      creatorId,
      amount,
      speed,
      payoutMethodId: payout_method_id === undefined ? undefined : payoutMethodId(payout_method_id),
      idempotencyKey: c.get("businessKey"),
      creatorName,
      creatorEmail,
    });
    const Location = `/api/withdrawals/${withdrawal.id}`;
    return c.json(withdrawalDetails(withdrawal, "creator", NO_NAMES), 201, { Location });
  });
}

import { createRoute, z } from "@hono/zod-openapi";
import { MetercastError } from "@metercast/runtime";
import { withdrawalDetails } from "../../../usecases/withdrawal-views.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { payoutMethodId } from "../ids.ts";
import { problems } from "../problem.ts";
import { created, jsonBody, positiveAmount, requiredIdempotencyKey } from "../schemas.ts";
import { WithdrawalDetailsResource } from "../withdrawal-resources.ts";

const Body = z
  .object({ amount: positiveAmount("USD"), payout_method_id: z.string().optional() })
  .openapi("WithdrawalRequest");

export function postWithdrawals(app: App, { guard, withdrawals }: RouteDeps): void {
  const route = createRoute({
    method: "post",
    path: "/api/withdrawals",
    middleware: guard("POST /api/withdrawals"),
    summary: "Asks for money",
    description:
      "The amount is held at once. Where it goes is fixed now: to `payout_method_id`, else to the default one. With none set up it is accepted; it goes to the first one that the creator sets up, and an admin has to approve it for there. After a 503 the same Idempotency-Key finds what became of it.",
    parameters: [requiredIdempotencyKey],
    request: { body: jsonBody(Body) },
    responses: {
      201: created(WithdrawalDetailsResource, "The withdrawal, PENDING"),
      ...problems(
        "invalid_request",
        "below_minimum",
        "insufficient_balance",
        "withdrawal_already_open",
        "payout_method_not_found",
        "payouts_not_available",
      ),
    },
  });
  app.openapi(route, async (c) => {
    const { amount, payout_method_id } = c.req.valid("json");
    const { userId: creatorId, name: creatorName, email: creatorEmail } = c.get("principal");
    const { withdrawal } = await withdrawals.createWithdrawal({
      creatorId,
      amount,
      payoutMethodId: payout_method_id === undefined ? "" : payoutMethodId(payout_method_id),
      idempotencyKey: c.get("businessKey"),
      creatorName,
      creatorEmail,
    });
    if (!withdrawal) throw new MetercastError("internal", "withdrawals answered without one");
    const Location = `/api/withdrawals/${withdrawal.id}`;
    return c.json(withdrawalDetails(withdrawal, "creator"), 201, { Location });
  });
}

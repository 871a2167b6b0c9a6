import { z } from "@hono/zod-openapi";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { payoutMethodId } from "../ids.ts";
import { isoTime, orNull, usd } from "../presenters/values.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { json, jsonBody, Money, Time } from "../schemas.ts";
import { WithdrawalRequest } from "../withdrawal-resources.ts";

const Quote = z
  .object({
    amount: Money,
    fee: Money,
    arrives: Money.openapi({ description: "The amount without the fee." }),
    estimated_arrival: Time.nullable().openapi({ description: "If an admin approves it now." }),
    payout_method_id: z.string().nullable(),
    rail: z.string().nullable(),
    locked_until: Time.nullable(),
    problems: z
      .array(z.object({ code: z.string(), detail: z.string() }))
      .openapi({ description: "Why the request would be refused. The balance is not part of it." }),
  })
  .openapi("WithdrawalQuote");

export function postWithdrawalQuote(app: App, { guard, withdrawals }: RouteDeps): void {
  const route = routeFor(guard, "POST /api/withdrawals/quote", {
    operationId: "quoteWithdrawal",
    tag: "withdrawals",
    summary: "What a withdrawal would cost, and when it would arrive",
    description: "Changes nothing and holds nothing. Takes the body of the request.",
    request: { body: jsonBody(WithdrawalRequest) },
    responses: {
      200: json(Quote, "The quote"),
      ...problems("invalid_request", "payout_method_not_found"),
    },
  });
  app.openapi(route, async (c) => {
    const { amount, payout_method_id, speed } = c.req.valid("json");
    const quote = await withdrawals.quoteWithdrawal({
      creatorId: c.get("principal").userId,
      amount,
      speed,
      payoutMethodId: payout_method_id === undefined ? undefined : payoutMethodId(payout_method_id),
    });
    const arrives = quote.fee < amount ? amount - quote.fee : 0n;
    return c.json(
      {
        amount: usd(amount),
        fee: usd(quote.fee),
        arrives: usd(arrives),
        estimated_arrival: isoTime(quote.estimatedArrival),
        payout_method_id: orNull(quote.payoutMethodId),
        rail: orNull(quote.rail),
        locked_until: isoTime(quote.lockedUntil),
        problems: [...quote.problems],
      },
      200,
    );
  });
}

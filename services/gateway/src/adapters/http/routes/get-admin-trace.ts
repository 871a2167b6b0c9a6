import { z } from "@hono/zod-openapi";
import { STEP_KINDS } from "../../../domain/trace.ts";
import { trace } from "../../../usecases/admin/trace.ts";
import { peopleOfTrace } from "../../../usecases/people/names-in.ts";
import { namesOf } from "../../../usecases/people/names-of.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { personName } from "../person-name.ts";
import { traceView } from "../presenters/trace.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { Amount, IdParam, json, Money, orNull, PageQuery, Time } from "../schemas.ts";
import { WithdrawalDetailsResource } from "../withdrawal-resources.ts";

const Step = z
  .object({
    kind: z.enum(STEP_KINDS),
    id: z.string().openapi({ description: "The hold or transfer." }),
    from: z.string().openapi({ example: "creator:creator-7" }),
    to: z.string().openapi({
      example: "payouts_in_transit",
      description: "A user's account or one of the platform's; of a hold the creator's own.",
    }),
    amount: Amount,
    at: Time,
    reference_type: z.string(),
    reference_id: z.string().openapi({ description: "The withdrawal, or the payout attempt (`pay_`)." }),
  })
  .openapi("TraceStep");

const FundedBy = z
  .object({
    total: Money.openapi({ description: "What the rows of all pages sum up to." }),
    provisional: z.boolean().openapi({
      description: "The amount is only held yet: these are the earnings that it would spend now.",
    }),
    streams: z.array(
      z.object({
        stream_id: z.string(),
        title: z.string().nullable(),
        day: z.string().openapi({ format: "date", example: "2026-11-23" }),
        minutes: z.int().openapi({
          description: "Viewer-minutes. Of minutes that two payouts share, each counts its part, rounded up.",
        }),
        amount: Money,
      }),
    ),
    others: z.array(
      z.object({
        transfer_id: z.string(),
        reference_type: z.string().openapi({ example: "ADJUSTMENT" }),
        amount: Money,
        at: Time,
        actor_id: z.string().nullable(),
        actor_name: personName,
        reason: z.string().nullable(),
      }),
    ),
    unknown: Money.openapi({ description: "On this page: what the ledger can't attribute any more." }),
  })
  .openapi("FundedBy");

const PaidFor = z
  .object({
    tokens: z.int().openapi({ description: "Bought, with what refunds and disputes gave back later." }),
    minutes: z.array(
      z.object({
        creator_id: z.string(),
        creator_name: personName,
        stream_id: z.string(),
        title: z.string().nullable(),
        day: z.string().openapi({ format: "date", example: "2026-11-23" }),
        minutes: z.int(),
        tokens: z.int(),
        amount: Money.openapi({ description: "What these tokens earned the creator." }),
      }),
    ),
    unknown: z.int().openapi({
      description: "Tokens on this page that paid something else, or minutes that are archived.",
    }),
    clawbacks: z
      .array(
        z.object({
          creator_id: z.string(),
          creator_name: personName,
          taken: Money,
          debt: Money,
          absorbed: Money.openapi({ description: "What the platform bears of it." }),
        }),
      )
      .openapi({ description: "What refunds and disputes took back from creators, as it is now." }),
    untraced: z.int().openapi({
      description: "Lost tokens, as it is now, that paid no creator's minute; the platform bears them.",
    }),
  })
  .openapi("PaidFor");

const Trace = z
  .object({
    id: z.string(),
    kind: z.enum(["withdrawal", "payout_attempt", "transfer", "top_up"]),
    user_id: z.string(),
    user_name: personName,
    amount: Amount,
    steps: z.array(Step),
    withdrawal: orNull(WithdrawalDetailsResource),
    funded_by: orNull(FundedBy).openapi({ description: "Null: no money left a creator's account." }),
    paid_for: orNull(PaidFor).openapi({ description: "Of a top-up: what its tokens paid." }),
    has_more: z.boolean(),
    next_cursor: z.string().nullable(),
  })
  .openapi("Trace");

export function getAdminTrace(app: App, deps: RouteDeps): void {
  const { guard, wallet, billing, directory, log } = deps;
  const route = routeFor(guard, "GET /api/admin/trace/{id}", {
    operationId: "trace",
    tag: "admin",
    summary: "The trail of a payout, back to the minutes that earned it",
    description:
      "Of a withdrawal, a payout attempt or a transfer; of a top-up (`top_`, or its Checkout session `cs_`) the way forward, to the minutes that its tokens paid. A creator's money is spent in the order in which it came: a payout spends the earnings after those that earlier payouts spent; so are a viewer's tokens.",
    request: { params: IdParam, query: PageQuery.pick({ cursor: true }) },
    responses: {
      200: json(Trace, "The trail"),
      ...problems("invalid_request", "not_found", "hold_not_found", "withdrawal_not_found"),
    },
  });
  const withdrawals = deps.settings.hasWithdrawals ? deps.withdrawals : undefined;
  app.openapi(route, async (c) => {
    const { id } = c.req.valid("param");
    const { cursor } = c.req.valid("query");
    const trail = await trace({ wallet, billing, withdrawals }, id, cursor);
    return c.json(traceView(trail, await namesOf({ directory, log }, peopleOfTrace(trail))), 200);
  });
}

import { createRoute, z } from "@hono/zod-openapi";
import { amountOf } from "../../../domain/amounts.ts";
import { actView } from "../../../usecases/act-views.ts";
import { adjust } from "../../../usecases/adjust.ts";
import { accountView, assetName } from "../../../usecases/views.ts";
import { ActResource, actLocation } from "../act-resources.ts";
import type { RouteDeps } from "../deps.ts";
import { type App, requestInfo } from "../env.ts";
import { problems } from "../problem.ts";
import { AccountResource } from "../resources.ts";
import {
  Amount,
  AssetName,
  created,
  idOf,
  jsonBody,
  minorUnits,
  orNull,
  requiredIdempotencyKey,
  Time,
  text,
  userId,
} from "../schemas.ts";

const Body = z
  .object({
    user_id: userId,
    asset: AssetName,
    direction: z.enum(["credit", "debit"]),
    amount: z.union([z.string(), z.number()]).openapi({ example: 100 }),
    reason: text(500),
  })
  .transform((body, context) => {
    const minor = minorUnits(body.amount, body.asset, fieldContext(context, "amount"));
    if (minor <= 0n)
      context.addIssue({ code: "custom", path: ["amount"], message: "must be more than nothing" });
    return { ...body, minor };
  })
  .openapi("AdjustmentRequest");

/** Issues of a part of the body, named by the part. */
const fieldContext = (context: z.RefinementCtx, field: string) =>
  ({
    ...context,
    addIssue: (issue: object) => context.addIssue({ ...issue, code: "custom", path: [field] }),
  }) as z.RefinementCtx;

const Adjustment = z
  .object({
    id: idOf("trf_"),
    user_id: z.string(),
    asset: AssetName,
    direction: z.enum(["credit", "debit"]),
    amount: Amount,
    reason: z.string(),
    created_at: Time,
    account: orNull(AccountResource).openapi({ description: "The user's account after it." }),
  })
  .openapi("Adjustment");

export function postAdminAdjustments(app: App, { guard, acts }: RouteDeps): void {
  const route = createRoute({
    method: "post",
    path: "/api/admin/adjustments",
    middleware: guard("POST /api/admin/adjustments"),
    summary: "Credits or debits a user by hand",
    description:
      "A ledger transfer with its reason. A debit never goes below zero; a credit opens the account. Above the limit for second approvals, alone or with the user's other adjustments of 24 hours, it answers 202 with an act that a different admin must confirm; so it does for one's own balance.",
    parameters: [requiredIdempotencyKey],
    request: { body: jsonBody(Body) },
    responses: {
      201: created(Adjustment, "The transfer"),
      202: created(ActResource, "It waits for a second admin"),
      ...problems("invalid_request", "insufficient_balance", "account_not_found"),
    },
  });
  app.openapi(route, async (c) => {
    const { user_id, asset, direction, minor, reason } = c.req.valid("json");
    const request = requestInfo(c);
    const adjustment = { userId: user_id, asset, direction, amount: minor, reason };
    const done = await adjust(acts, adjustment, c.get("principal"), request);
    if (done.made === undefined) return c.json(actView(done.act), 202, actLocation(done.act));
    const transfer = done.made;
    const account = transfer.accounts.find(
      (state) => state.userId === user_id && assetName(state.asset) === asset,
    );
    return c.json(
      {
        id: transfer.transferId,
        user_id,
        asset,
        direction,
        amount: amountOf(minor, asset),
        reason,
        created_at: (transfer.createdAt ?? new Date()).toISOString(),
        account: account ? accountView(account) : null,
      },
      201,
      // A transfer has no page of its own: it is found by its id.
      { Location: `/api/admin/search?q=${transfer.transferId}` },
    );
  });
}

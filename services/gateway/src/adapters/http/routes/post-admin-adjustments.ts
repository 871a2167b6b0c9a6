import { z } from "@hono/zod-openapi";
import { adjust } from "../../../usecases/acts/adjust.ts";
import { peopleOfAct } from "../../../usecases/people/names-in.ts";
import { namesOf } from "../../../usecases/people/names-of.ts";
import { ActResource, actLocation } from "../act-resources.ts";
import type { RouteDeps } from "../deps.ts";
import { type App, requestInfo } from "../env.ts";
import { actView, adjustmentView } from "../presenters/acts.ts";
import { problems } from "../problem.ts";
import { AccountResource } from "../resources.ts";
import { routeFor } from "../route.ts";
import {
  Amount,
  AssetName,
  created,
  idOf,
  jsonBody,
  minorUnits,
  orNull,
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

export function postAdminAdjustments(app: App, { guard, actPorts, directory, log }: RouteDeps): void {
  const route = routeFor(guard, "POST /api/admin/adjustments", {
    operationId: "createAdjustment",
    tag: "admin",
    summary: "Credits or debits a user by hand",
    description:
      "A ledger transfer with its reason. A debit never goes below zero; a credit opens the account. The answer is 202 with an act that a different admin must confirm if the amount, alone or with the user's other adjustments of 24 hours, is above the limit for second approvals, or if the balance is the admin's own.",
    request: { body: jsonBody(Body) },
    responses: {
      201: created(Adjustment, "The transfer"),
      202: created(ActResource, "It waits for a second admin"),
      ...problems("invalid_request", "insufficient_balance", "account_not_found"),
    },
  });
  app.openapi(route, async (c) => {
    const { user_id: user, asset, direction, minor, reason } = c.req.valid("json");
    const adjustment = { userId: user, asset, direction, amount: minor, reason };
    const done = await adjust(actPorts, adjustment, c.get("principal"), requestInfo(c));
    if (done.made === undefined) {
      const names = await namesOf({ directory, log }, peopleOfAct(done.act));
      return c.json(actView(done.act, names), 202, actLocation(done.act));
    }
    // A transfer has no address of its own: search finds it by its id.
    const Location = `/api/admin/search?q=${done.made.transferId}`;
    return c.json(adjustmentView(adjustment, done.made), 201, { Location });
  });
}

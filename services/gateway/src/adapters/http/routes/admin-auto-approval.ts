import { z } from "@hono/zod-openapi";
import { setAutoApproval } from "../../../usecases/acts/set-auto-approval.ts";
import { peopleOfAct } from "../../../usecases/people/names-in.ts";
import { namesOf } from "../../../usecases/people/names-of.ts";
import { ActResource, actLocation } from "../act-resources.ts";
import type { RouteDeps } from "../deps.ts";
import { type App, requestInfo } from "../env.ts";
import { actView } from "../presenters/acts.ts";
import { autoApprovalView, dryRunView } from "../presenters/auto-approval.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { amount, created, idOf, json, jsonBody, Money, Time, text } from "../schemas.ts";

const MOST = 100_000;
const terms = {
  enabled: z.boolean(),
  max_payout: amount("USD").openapi({ description: "Of one payout." }),
  max_day: amount("USD").openapi({ description: "Of all approvals by the policy on one UTC day." }),
  min_account_age_days: z.int().min(0).max(MOST).openapi({
    description: "Since the creator's first payout method.",
  }),
  min_completed_payouts: z.int().min(0).max(MOST),
};
const Body = z.object({ ...terms, reason: text(500) }).openapi("AutoApprovalRequest");
const DryRunBody = z
  .object({ ...terms, reason: z.string().max(500).optional(), days: z.int().min(1).max(365).default(30) })
  .openapi("AutoApprovalDryRunRequest");

const version = {
  version: z.int().openapi({ description: "0: none was ever set." }),
  enabled: z.boolean(),
  max_payout: Money,
  max_day: Money,
  min_account_age_days: z.int(),
  min_completed_payouts: z.int(),
  reason: z.string().nullable(),
  actor_id: z.string().nullable(),
  confirmed_by: z.string().nullable().openapi({ description: "null: one admin was enough." }),
  at: Time.nullable(),
};
const Version = z.object(version);
const Policy = z.object({ ...version, history: z.array(Version) }).openapi("AutoApproval");

const REASONS =
  "above_max_payout, above_max_day, account_too_young, too_few_completed_payouts, second_approval_needed, balance_changed_by_hand, own_policy, payout_method_not_ready, needs_review, paused_by_admin, debt or frozen";
const DryRun = z
  .object({
    considered: z.int(),
    approved: z.int(),
    amount: Money.openapi({ description: "Of the approved ones." }),
    not_approved: z.array(
      z.object({
        withdrawal_id: idOf("wdr_"),
        amount: Money,
        reasons: z.array(z.string()).openapi({ description: REASONS }),
      }),
    ),
    reasons: z
      .array(z.object({ code: z.string(), text: z.string(), count: z.int() }))
      .openapi({ description: "Each reason in words, the most frequent first." }),
  })
  .openapi("AutoApprovalDryRun");

/** The policy that approves withdrawals without a person. */
export function adminAutoApproval(app: App, deps: RouteDeps): void {
  read(app, deps);
  put(app, deps);
  dryRun(app, deps);
}

function read(app: App, { guard, autoApprovals }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/admin/policies/auto-approval", {
    operationId: "getAutoApproval",
    tag: "admin",
    summary: "The policy that approves withdrawals without a person",
    description: "In force, with all versions, newest first.",
    responses: { 200: json(Policy, "The policy"), ...problems() },
  });
  app.openapi(route, async (c) => c.json(autoApprovalView(await autoApprovals.versions()), 200));
}

function put(app: App, { guard, autoApprovals, audit, directory, log }: RouteDeps): void {
  const route = routeFor(guard, "PUT /api/admin/policies/auto-approval", {
    operationId: "setAutoApproval",
    tag: "admin",
    summary: "Sets the policy that approves withdrawals without a person",
    description:
      "A version that allows more waits for a second admin: 202 with the act. One that allows less counts at once. The actor of its approvals is `policy:<version>`.",
    request: { body: jsonBody(Body) },
    responses: {
      200: json(Policy, "The policy in force"),
      202: created(ActResource, "A different admin must confirm it"),
      ...problems("invalid_request", "limit_exceeded"),
    },
  });
  app.openapi(route, async (c) => {
    const body = c.req.valid("json");
    const wish = { ...termsOf(body), reason: body.reason };
    const act = await setAutoApproval({ autoApprovals, audit }, wish, c.get("principal"), requestInfo(c));
    const names = await namesOf({ directory, log }, peopleOfAct(act));
    if (act.status !== "executed") return c.json(actView(act, names), 202, actLocation(act));
    return c.json(autoApprovalView(await autoApprovals.versions()), 200);
  });
}

function dryRun(app: App, { guard, autoApprovals }: RouteDeps): void {
  const route = routeFor(guard, "POST /api/admin/policies/auto-approval/dry-run", {
    operationId: "dryRunAutoApproval",
    tag: "admin",
    summary: "What a policy would have approved of the last days' withdrawals",
    description:
      "Changes nothing. At most the newest 1000 withdrawals are considered, canceled ones are not. What the books do not keep of the past (debts, pauses, adjustments by hand) counts as absent.",
    request: { body: jsonBody(DryRunBody) },
    responses: { 200: json(DryRun, "The result"), ...problems("invalid_request") },
  });
  app.openapi(route, async (c) => {
    const body = c.req.valid("json");
    const request = { terms: termsOf({ ...body, enabled: true }), days: body.days };
    return c.json(dryRunView(await autoApprovals.dryRun(request)), 200);
  });
}

const termsOf = (body: Omit<z.output<typeof Body>, "reason">) => ({
  enabled: body.enabled,
  maxPayout: body.max_payout,
  maxDay: body.max_day,
  minAccountAgeDays: body.min_account_age_days,
  minCompletedPayouts: body.min_completed_payouts,
});

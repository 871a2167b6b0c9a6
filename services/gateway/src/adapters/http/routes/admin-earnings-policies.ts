import { z } from "@hono/zod-openapi";
import { setEarningsPolicy } from "../../../usecases/acts/set-earnings-policy.ts";
import { peopleOfAct } from "../../../usecases/people/names-in.ts";
import { namesOf } from "../../../usecases/people/names-of.ts";
import { ActResource, actLocation } from "../act-resources.ts";
import type { RouteDeps } from "../deps.ts";
import { type App, requestInfo } from "../env.ts";
import { actView } from "../presenters/acts.ts";
import { policyView } from "../presenters/earnings-policies.ts";
import { page } from "../presenters/values.ts";
import { problems } from "../problem.ts";
import { EarningsPolicyResource } from "../resources.ts";
import { routeFor } from "../route.ts";
import { created, json, jsonBody, listOf, PageQuery, text, userId } from "../schemas.ts";

/** The wallet's limits. */
const MOST_DAYS = 180;
const MOST_NEW_DAYS = 365;

const Body = z
  .object({
    scope: z.enum(["platform", "creator"]),
    creator_id: userId.optional(),
    hold_days: z.int().min(0).max(MOST_DAYS),
    new_creator_days: z.int().min(0).max(MOST_NEW_DAYS),
    new_creator_hold_days: z.int().min(0).max(MOST_DAYS),
    reserve_percent: z.int().min(0).max(100),
    reserve_days: z.int().min(0).max(MOST_DAYS),
    reason: text(500),
  })
  .superRefine(({ scope, creator_id, reserve_percent, reserve_days }, context) => {
    const issue = (field: string, message: string) =>
      context.addIssue({ code: "custom", path: [field], message });
    if (scope === "creator" && creator_id === undefined) issue("creator_id", "a creator needs one");
    if (scope === "platform" && creator_id !== undefined) issue("creator_id", "the platform has none");
    if (reserve_percent > 0 && reserve_days === 0) issue("reserve_days", "a reserve needs at least a day");
  })
  .openapi("EarningsPolicyRequest");

const List = listOf(EarningsPolicyResource)
  .extend({ platform: EarningsPolicyResource })
  .openapi("EarningsPolicies");

export function adminEarningsPolicies(app: App, deps: RouteDeps): void {
  list(app, deps);
  put(app, deps);
}

function list(app: App, { guard, wallet }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/admin/policies/earnings", {
    operationId: "listEarningsPolicies",
    tag: "admin",
    summary: "When earnings become available: all versions, newest first",
    description:
      "The newest version of a creator, or else of the platform, is in force. `platform` is the platform's in force.",
    request: {
      query: PageQuery.extend({
        creator_id: userId.optional().openapi({ description: "Only this creator's." }),
      }),
    },
    responses: { 200: json(List, "A page of versions"), ...problems("invalid_request") },
  });
  app.openapi(route, async (c) => {
    const { limit, cursor, creator_id: creatorId } = c.req.valid("query");
    const { items, nextCursor, platform } = await wallet.listEarningsPolicies({ limit, cursor, creatorId });
    return c.json({ ...page(items.map(policyView), nextCursor), platform: policyView(platform) }, 200);
  });
}

const DESCRIPTION = `A new version for the platform, or for one creator; a creator's own counts alone where two admins agreed on it, else the stricter of it and the platform's for each term.

Milder terms count at once, also for what is maturing. Stricter terms count for the days that begin after them, so that no date that a creator was shown moves later.
Terms that make any money available earlier are answered 202 with an act that a different admin must confirm.`;

function put(app: App, { guard, actPorts, directory, log }: RouteDeps): void {
  const route = routeFor(guard, "PUT /api/admin/policies/earnings", {
    operationId: "setEarningsPolicy",
    tag: "admin",
    summary: "Sets when earnings become available",
    description: DESCRIPTION,
    request: { body: jsonBody(Body) },
    responses: {
      200: json(EarningsPolicyResource, "The version now in force"),
      202: created(ActResource, "It waits for a second admin"),
      ...problems("invalid_request", "second_admin_required"),
    },
  });
  app.openapi(route, async (c) => {
    const body = c.req.valid("json");
    const change = {
      creatorId: body.creator_id,
      holdDays: body.hold_days,
      newCreatorDays: body.new_creator_days,
      newCreatorHoldDays: body.new_creator_hold_days,
      reservePercent: body.reserve_percent,
      reserveDays: body.reserve_days,
      reason: body.reason,
    };
    const done = await setEarningsPolicy(actPorts, change, c.get("principal"), requestInfo(c));
    if (done.made === undefined) {
      const names = await namesOf({ directory, log }, peopleOfAct(done.act));
      return c.json(actView(done.act, names), 202, actLocation(done.act));
    }
    return c.json(policyView(done.made), 200);
  });
}

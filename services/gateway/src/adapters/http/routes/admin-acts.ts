import { createRoute, z } from "@hono/zod-openapi";
import { MetercastError } from "@metercast/runtime";
import { ACT_STATUSES, actView } from "../../../usecases/act-views.ts";
import { confirmAct, declineAct } from "../../../usecases/acts.ts";
import { ActResource } from "../act-resources.ts";
import type { RouteDeps } from "../deps.ts";
import { type App, requestInfo } from "../env.ts";
import { actId } from "../ids.ts";
import { problems } from "../problem.ts";
import { IdParam, idempotencyKey, json, jsonBody, listOf, PageQuery, page, text } from "../schemas.ts";

const Query = PageQuery.extend({ status: z.enum(ACT_STATUSES).optional() });
const Decline = z.object({ reason: text(500) }).openapi("ActDeclineRequest");

/** Acts of admins that wait for a second one, or did. */
export function adminActs(app: App, deps: RouteDeps): void {
  list(app, deps);
  one(app, deps);
  confirm(app, deps);
  decline(app, deps);
}

function list(app: App, { guard, withdrawals }: RouteDeps): void {
  const route = createRoute({
    method: "get",
    path: "/api/admin/acts",
    middleware: guard("GET /api/admin/acts"),
    summary: "Acts that move money by hand or change a rule, newest first",
    description: "With `status=pending` those that wait for a second admin.",
    request: { query: Query },
    responses: { 200: json(listOf(ActResource), "A page of acts"), ...problems("invalid_request") },
  });
  app.openapi(route, async (c) => {
    const { limit, cursor = "", status = "" } = c.req.valid("query");
    const { acts, nextCursor } = await withdrawals.listActs({ state: status, limit, cursor });
    return c.json(page(acts.map(actView), nextCursor), 200);
  });
}

function one(app: App, { guard, withdrawals }: RouteDeps): void {
  const route = createRoute({
    method: "get",
    path: "/api/admin/acts/{id}",
    middleware: guard("GET /api/admin/acts/{id}"),
    summary: "An act: who asked for it, who confirmed it, what came of it",
    request: { params: IdParam },
    responses: { 200: json(ActResource, "The act"), ...problems("act_not_found") },
  });
  app.openapi(route, async (c) => {
    const { act } = await withdrawals.getAct({ actId: actId(c.req.valid("param").id) });
    if (!act) throw new MetercastError("act_not_found");
    return c.json(actView(act), 200);
  });
}

function confirm(app: App, { guard, acts, adminPages }: RouteDeps): void {
  const route = createRoute({
    method: "post",
    path: "/api/admin/acts/{id}/confirm",
    middleware: guard("POST /api/admin/acts/{id}/confirm"),
    summary: "Confirms another admin's act, and does it",
    description:
      "By a different admin than who asked, and never about oneself. `executed`: it is done; `confirmed`: it is being done; `failed`: it was not possible any more, as `result` says.",
    parameters: [idempotencyKey],
    request: { params: IdParam },
    responses: {
      200: json(ActResource, "The act after it"),
      ...problems("act_not_found", "second_admin_required", "invalid_transition"),
    },
  });
  app.openapi(route, async (c) => {
    const id = actId(c.req.valid("param").id);
    const act = await confirmAct(acts, id, c.get("principal"), requestInfo(c));
    adminPages.look();
    return c.json(actView(act), 200);
  });
}

function decline(app: App, { guard, acts }: RouteDeps): void {
  const route = createRoute({
    method: "post",
    path: "/api/admin/acts/{id}/decline",
    middleware: guard("POST /api/admin/acts/{id}/decline"),
    summary: "Declines an act, or takes back one's own",
    parameters: [idempotencyKey],
    request: { params: IdParam, body: jsonBody(Decline) },
    responses: {
      200: json(ActResource, "The act after it"),
      ...problems("invalid_request", "act_not_found", "invalid_transition"),
    },
  });
  app.openapi(route, async (c) => {
    const id = actId(c.req.valid("param").id);
    const { reason } = c.req.valid("json");
    return c.json(actView(await declineAct(acts, id, reason, c.get("principal"), requestInfo(c))), 200);
  });
}

import { z } from "@hono/zod-openapi";
import { ACT_STATUSES } from "../../../domain/act.ts";
import { confirmAct } from "../../../usecases/acts/confirm-act.ts";
import { declineAct } from "../../../usecases/acts/decline-act.ts";
import { settleDeclined } from "../../../usecases/cases/refund-case.ts";
import { peopleOfAct } from "../../../usecases/people/names-in.ts";
import { namesOf } from "../../../usecases/people/names-of.ts";
import { ActResource } from "../act-resources.ts";
import type { RouteDeps } from "../deps.ts";
import { type App, requestInfo } from "../env.ts";
import { actId } from "../ids.ts";
import { actView } from "../presenters/acts.ts";
import { page } from "../presenters/values.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { IdParam, json, jsonBody, listOf, PageQuery, text } from "../schemas.ts";

const Query = PageQuery.extend({ status: z.enum(ACT_STATUSES).optional() });
const Decline = z.object({ reason: text(500) }).openapi("ActDeclineRequest");

/** Acts of admins that a second admin must confirm, or did. */
export function adminActs(app: App, deps: RouteDeps): void {
  list(app, deps);
  one(app, deps);
  confirm(app, deps);
  decline(app, deps);
}

function list(app: App, { guard, acts, directory, log }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/admin/acts", {
    operationId: "listActs",
    tag: "admin",
    summary: "Acts that move money by hand or change a rule, newest first",
    description: "`status=pending`: those that wait for a second admin.",
    request: { query: Query },
    responses: { 200: json(listOf(ActResource), "A page of acts"), ...problems("invalid_request") },
  });
  app.openapi(route, async (c) => {
    const { limit, cursor, status } = c.req.valid("query");
    const { items, nextCursor } = await acts.listActs({ status, limit, cursor });
    const names = await namesOf({ directory, log }, items.flatMap(peopleOfAct));
    return c.json(
      page(
        items.map((act) => actView(act, names)),
        nextCursor,
      ),
      200,
    );
  });
}

function one(app: App, { guard, acts, directory, log }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/admin/acts/{id}", {
    operationId: "getAct",
    tag: "admin",
    summary: "An act: its requester, its confirmation, its result",
    request: { params: IdParam },
    responses: { 200: json(ActResource, "The act"), ...problems("act_not_found") },
  });
  app.openapi(route, async (c) => {
    const act = await acts.getAct(actId(c.req.valid("param").id));
    return c.json(actView(act, await namesOf({ directory, log }, peopleOfAct(act))), 200);
  });
}

function confirm(app: App, { guard, acts, actPorts, adminPages, directory, log }: RouteDeps): void {
  const route = routeFor(guard, "POST /api/admin/acts/{id}/confirm", {
    operationId: "confirmAct",
    tag: "admin",
    summary: "Confirms another admin's act and executes it",
    description:
      "Needs another admin than the requester, and one whom the act is not about. `executed`: done; `confirmed`: in progress; `failed`: no longer possible, see `result`.",
    request: { params: IdParam },
    responses: {
      200: json(ActResource, "The act after it"),
      ...problems("act_not_found", "second_admin_required", "invalid_transition"),
    },
  });
  app.openapi(route, async (c) => {
    const id = actId(c.req.valid("param").id);
    const act = await confirmAct({ ...actPorts, acts }, id, c.get("principal"), requestInfo(c));
    adminPages.refresh();
    return c.json(actView(act, await namesOf({ directory, log }, peopleOfAct(act))), 200);
  });
}

function decline(app: App, { guard, acts, actPorts, audit, directory, log }: RouteDeps): void {
  const route = routeFor(guard, "POST /api/admin/acts/{id}/decline", {
    operationId: "declineAct",
    tag: "admin",
    summary: "Declines an act, or takes back one's own",
    request: { params: IdParam, body: jsonBody(Decline) },
    responses: {
      200: json(ActResource, "The act after it"),
      ...problems("invalid_request", "act_not_found", "invalid_transition"),
    },
  });
  app.openapi(route, async (c) => {
    const id = actId(c.req.valid("param").id);
    const { reason } = c.req.valid("json");
    const request = { actId: id, reason };
    const act = await declineAct({ acts, audit }, request, c.get("principal"), requestInfo(c));
    await settleDeclined(actPorts, act, requestInfo(c)).catch((err: unknown) =>
      log.warn({ err, act: id }, "acts: the case of a declined refund is not settled yet"),
    );
    return c.json(actView(act, await namesOf({ directory, log }, peopleOfAct(act))), 200);
  });
}

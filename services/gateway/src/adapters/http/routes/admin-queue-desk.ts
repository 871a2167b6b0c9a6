import { z } from "@hono/zod-openapi";
import { newUuid, publicId } from "@metercast/contracts";
import { MetercastError } from "@metercast/runtime";
import {
  addRejectReason,
  changeRejectReason,
  removeRejectReason,
} from "../../../usecases/queue/reject-reasons.ts";
import type { RouteDeps } from "../deps.ts";
import { type App, byOf } from "../env.ts";
import { problems } from "../problem.ts";
import { RejectReasonResource, SavedViewResource } from "../queue-resources.ts";
import { routeFor } from "../route.ts";
import { created, IdParam, json, jsonBody, text } from "../schemas.ts";

const NewReason = z
  .object({ title: text(80), text: text(500).openapi({ description: "For the creator." }) })
  .openapi("RejectReasonRequest");
const ChangedReason = NewReason.partial().openapi("RejectReasonChange");
const NewView = z
  .object({
    page: z.string().regex(/^[a-z][a-z-]{0,39}$/, "the name of a page"),
    name: text(80),
    query: z.string().max(2_000).openapi({ description: "The filters, as in the page's address." }),
  })
  .openapi("SavedViewRequest");

/** Of one admin; a menu of more is no shortcut. */
const MOST_VIEWS = 50;
const nothing = { 204: { description: "It is gone" } };

/** What admins keep for their work: reasons for rejections, and saved views. */
export function adminQueueDesk(app: App, deps: RouteDeps): void {
  reasons(app, deps);
  changes(app, deps);
  views(app, deps);
}

function reasons(app: App, { guard, desk, audit, clock }: RouteDeps): void {
  const list = routeFor(guard, "GET /api/admin/reject-reasons", {
    operationId: "listRejectReasons",
    tag: "admin",
    summary: "Reasons for rejections that admins choose from",
    responses: { 200: json(z.object({ data: z.array(RejectReasonResource) }), "The reasons"), ...problems() },
  });
  app.openapi(list, async (c) => c.json({ data: await desk.reasons() }, 200));

  const add = routeFor(guard, "POST /api/admin/reject-reasons", {
    operationId: "addRejectReason",
    tag: "admin",
    summary: "Adds a reason for rejections",
    description: "At most 50.",
    request: { body: jsonBody(NewReason) },
    responses: { 201: created(RejectReasonResource, "The reason"), ...problems("invalid_request") },
  });
  app.openapi(add, async (c) => {
    const id = publicId("rejectReason", newUuid(clock.now()));
    const reason = await addRejectReason({ desk, audit }, { id, ...c.req.valid("json") }, byOf(c));
    return c.json(reason, 201, { Location: `/api/admin/reject-reasons/${reason.id}` });
  });
}

function changes(app: App, { guard, desk, audit }: RouteDeps): void {
  const change = routeFor(guard, "PATCH /api/admin/reject-reasons/{id}", {
    operationId: "changeRejectReason",
    tag: "admin",
    summary: "Changes a reason for rejections",
    description: "What was rejected with it keeps its text.",
    request: { params: IdParam, body: jsonBody(ChangedReason) },
    responses: { 200: json(RejectReasonResource, "The reason"), ...problems("invalid_request", "not_found") },
  });
  app.openapi(change, async (c) => {
    const { title, text: words } = c.req.valid("json");
    const given = { ...(title !== undefined && { title }), ...(words !== undefined && { text: words }) };
    return c.json(await changeRejectReason({ desk, audit }, c.req.valid("param").id, given, byOf(c)), 200);
  });

  const remove = routeFor(guard, "DELETE /api/admin/reject-reasons/{id}", {
    operationId: "deleteRejectReason",
    tag: "admin",
    summary: "Deletes a reason for rejections",
    request: { params: IdParam },
    responses: { ...nothing, ...problems("not_found") },
  });
  app.openapi(remove, async (c) => {
    await removeRejectReason({ desk, audit }, c.req.valid("param").id, byOf(c));
    return c.body(null, 204);
  });
}

function views(app: App, { guard, desk, clock }: RouteDeps): void {
  const list = routeFor(guard, "GET /api/admin/saved-views", {
    operationId: "listSavedViews",
    tag: "admin",
    summary: "Your saved filters of pages",
    responses: { 200: json(z.object({ data: z.array(SavedViewResource) }), "The views"), ...problems() },
  });
  app.openapi(list, async (c) => c.json({ data: await desk.views(c.get("principal").userId) }, 200));

  const save = routeFor(guard, "POST /api/admin/saved-views", {
    operationId: "saveView",
    tag: "admin",
    summary: "Saves the filters of a page",
    description: "Under the name of one of the page's views it replaces that one. At most 50.",
    request: { body: jsonBody(NewView) },
    responses: { 201: created(SavedViewResource, "The view"), ...problems("invalid_request") },
  });
  app.openapi(save, async (c) => {
    const id = publicId("savedView", newUuid(clock.now()));
    const view = await desk.saveView(c.get("principal").userId, { id, ...c.req.valid("json") }, MOST_VIEWS);
    if (!view) throw new MetercastError("invalid_request", `You have ${MOST_VIEWS} views; delete one first.`);
    return c.json(view, 201, { Location: `/api/admin/saved-views/${view.id}` });
  });

  const remove = routeFor(guard, "DELETE /api/admin/saved-views/{id}", {
    operationId: "deleteSavedView",
    tag: "admin",
    summary: "Deletes one of your views",
    request: { params: IdParam },
    responses: { ...nothing, ...problems("not_found") },
  });
  app.openapi(remove, async (c) => {
    if (await desk.removeView(c.get("principal").userId, c.req.valid("param").id)) return c.body(null, 204);
    throw new MetercastError("not_found", "No such view.");
  });
}

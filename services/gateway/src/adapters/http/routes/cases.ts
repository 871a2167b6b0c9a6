import { z } from "@hono/zod-openapi";
import { CASE_REASONS, CASE_STATUSES } from "../../../domain/case.ts";
import type { Principal } from "../../../domain/principal.ts";
import { addMessage } from "../../../usecases/cases/answer-case.ts";
import { listCases, readCase, type ShownCase, withStream } from "../../../usecases/cases/read-cases.ts";
import { type Names, type NamesPorts, namesOf } from "../../../usecases/people/names-of.ts";
import { CaseDetails, CaseList, CaseReasonName, CaseResource } from "../case-resources.ts";
import type { RouteDeps } from "../deps.ts";
import { type App, requestInfo } from "../env.ts";
import { caseId, sessionId, streamId } from "../ids.ts";
import { caseDetailsView, caseView, peopleOf } from "../presenters/cases.ts";
import { page } from "../presenters/values.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { created, IdParam, json, jsonBody, PageQuery, paragraphs, userId } from "../schemas.ts";

const MAX_TEXT = 2_000;

const Report = z.object({ reason: CaseReasonName, text: paragraphs(MAX_TEXT) }).openapi("CaseRequest");
const Message = z.object({ text: paragraphs(MAX_TEXT) }).openapi("CaseMessageRequest");

const STATUSES = z
  .string()
  .transform((list) => list.split(","))
  .pipe(z.array(z.enum(CASE_STATUSES)).min(1).max(CASE_STATUSES.length));

const Query = PageQuery.extend({
  status: STATUSES.optional().openapi({
    type: "string",
    example: "open,answered",
    description: "One or several, separated by commas.",
  }),
  reason: z.enum(CASE_REASONS).optional(),
  viewer_id: userId.optional(),
  creator_id: userId.optional(),
  stream_id: z.string().optional(),
  session_id: z.string().optional(),
  order: z.enum(["newest", "oldest"]).default("newest"),
});

/** What viewers do with their cases, and admins too. */
export function cases(app: App, deps: RouteDeps): void {
  open(app, deps);
  list(app, deps);
  one(app, deps);
  message(app, deps);
  withdraw(app, deps);
}

function open(app: App, { guard, cases: port, billing }: RouteDeps): void {
  const route = routeFor(guard, "POST /api/sessions/{id}/cases", {
    operationId: "openCase",
    tag: "cases",
    summary: "Reports a problem with what a session charged",
    description:
      "Of a session one case is open at a time; the same report again answers its case. A viewer opens a bounded number a day.",
    request: { params: IdParam, body: jsonBody(Report) },
    responses: {
      201: created(CaseResource, "The case"),
      ...problems(
        "invalid_request",
        "session_not_found",
        "nothing_charged",
        "case_already_open",
        "limit_exceeded",
      ),
    },
  });
  app.openapi(route, async (c) => {
    const id = sessionId(c.req.valid("param").id);
    const { userId: viewerId } = c.get("principal");
    const found = await port.openCase({ sessionId: id, viewerId, ...c.req.valid("json") });
    const view = caseView(await withStream({ billing }, found), undefined);
    return c.json(view, 201, { Location: `/api/cases/${found.id}` });
  });
}

/** Names for an admin; undefined for a viewer, who learns nobody's. */
async function namesFor(
  { roles }: Principal,
  ports: NamesPorts,
  found: readonly ShownCase[],
  authors: readonly string[] = [],
): Promise<Names | undefined> {
  if (!roles.includes("admin")) return undefined;
  return namesOf(ports, [...peopleOf(found.map((shown) => shown.found)), ...authors]);
}

function list(app: App, { guard, cases: port, billing, directory, log }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/cases", {
    operationId: "listCases",
    tag: "cases",
    summary: "Reported problems",
    description: "A viewer's own; to an admin those of everybody, which the filters narrow.",
    request: { query: Query },
    responses: {
      200: json(CaseList, "A page of cases"),
      ...problems("invalid_request", "not_found", "stream_not_found", "session_not_found"),
    },
  });
  app.openapi(route, async (c) => {
    const { status = [], order, stream_id, session_id, ...query } = c.req.valid("query");
    const { viewer_id: viewerId, creator_id: creatorId, reason, limit, cursor } = query;
    const about = {
      statuses: status,
      streamId: stream_id === undefined ? undefined : streamId(stream_id),
      sessionId: session_id === undefined ? undefined : sessionId(session_id),
      oldestFirst: order === "oldest",
    };
    const principal = c.get("principal");
    const request = { ...about, viewerId, creatorId, reason, limit, cursor };
    const { items, nextCursor } = await listCases({ cases: port, billing }, request, principal);
    const names = await namesFor(principal, { directory, log }, items);
    const data = items.map((shown) => caseView(shown, names));
    return c.json(page(data, nextCursor), 200);
  });
}

function one(app: App, { guard, cases: port, billing, directory, log }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/cases/{id}", {
    operationId: "getCase",
    tag: "cases",
    summary: "A case with its conversation",
    request: { params: IdParam },
    responses: { 200: json(CaseDetails, "The case"), ...problems("case_not_found") },
  });
  app.openapi(route, async (c) => {
    const principal = c.get("principal");
    const id = caseId(c.req.valid("param").id);
    const shown = await readCase({ cases: port, billing }, id, principal);
    const authors = shown.messages.map(({ authorId }) => authorId);
    const names = await namesFor(principal, { directory, log }, [shown], authors);
    return c.json(caseDetailsView(shown, names), 200);
  });
}

function message(app: App, { guard, cases: port, billing, audit, directory, log }: RouteDeps): void {
  const route = routeFor(guard, "POST /api/cases/{id}/messages", {
    operationId: "addCaseMessage",
    tag: "cases",
    summary: "Writes to a case",
    description:
      "Its viewer, or an admin for the platform: then the case is `answered`, until the viewer writes again.",
    request: { params: IdParam, body: jsonBody(Message) },
    responses: {
      200: json(CaseDetails, "The case after it"),
      ...problems(
        "invalid_request",
        "case_not_found",
        "invalid_transition",
        "second_admin_required",
        "limit_exceeded",
      ),
    },
  });
  app.openapi(route, async (c) => {
    const id = caseId(c.req.valid("param").id);
    const principal = c.get("principal");
    const request = { caseId: id, text: c.req.valid("json").text };
    await addMessage({ cases: port, audit }, request, principal, requestInfo(c));
    const shown = await readCase({ cases: port, billing }, id, principal);
    const authors = shown.messages.map(({ authorId }) => authorId);
    const names = await namesFor(principal, { directory, log }, [shown], authors);
    return c.json(caseDetailsView(shown, names), 200);
  });
}

function withdraw(app: App, { guard, cases: port, billing }: RouteDeps): void {
  const route = routeFor(guard, "POST /api/cases/{id}/withdraw", {
    operationId: "withdrawCase",
    tag: "cases",
    summary: "Takes one's own case back",
    request: { params: IdParam },
    responses: {
      200: json(CaseResource, "The case after it"),
      ...problems("case_not_found", "invalid_transition"),
    },
  });
  app.openapi(route, async (c) => {
    const { userId: viewerId } = c.get("principal");
    const found = await port.withdrawCase({ caseId: caseId(c.req.valid("param").id), viewerId });
    return c.json(caseView(await withStream({ billing }, found), undefined), 200);
  });
}

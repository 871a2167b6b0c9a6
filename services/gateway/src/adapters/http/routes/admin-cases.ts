import { z } from "@hono/zod-openapi";
import type { Case } from "../../../domain/case.ts";
import { declineCase } from "../../../usecases/cases/answer-case.ts";
import { withStream } from "../../../usecases/cases/read-cases.ts";
import { readEvidence } from "../../../usecases/cases/read-evidence.ts";
import { refundCase } from "../../../usecases/cases/refund-case.ts";
import { peopleOfAct } from "../../../usecases/people/names-in.ts";
import { namesOf } from "../../../usecases/people/names-of.ts";
import { ActResource, actLocation } from "../act-resources.ts";
import { CaseEvidence, CaseResource, CaseStatsResource } from "../case-resources.ts";
import type { RouteDeps } from "../deps.ts";
import { type App, requestInfo } from "../env.ts";
import { caseId } from "../ids.ts";
import { actView } from "../presenters/acts.ts";
import { caseView, evidenceView, peopleOf } from "../presenters/cases.ts";
import { isoTime } from "../presenters/values.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { created, IdParam, json, jsonBody, text } from "../schemas.ts";

/** A reason's text has room for the case's id beside it. */
const NOTE = 400;
const MAX_TOKENS = 1_000_000_000;

const Resolution = z
  .discriminatedUnion("outcome", [
    z.object({
      outcome: z.literal("refund"),
      tokens: z
        .int()
        .min(1)
        .max(MAX_TOKENS)
        .optional()
        .openapi({ description: "Without it all that is left of the session's charge." }),
      note: text(NOTE).optional().openapi({ description: "For the viewer." }),
    }),
    z.object({ outcome: z.literal("decline"), note: text(NOTE).openapi({ description: "For the viewer." }) }),
  ])
  .openapi("CaseResolution");

/** What only admins do with cases. */
export function adminCases(app: App, deps: RouteDeps): void {
  resolve(app, deps);
  evidence(app, deps);
  stats(app, deps);
}

function resolve(app: App, deps: RouteDeps): void {
  const { guard, actPorts, audit, cases, billing, directory, log } = deps;
  const view = async (found: Case) =>
    caseView(await withStream({ billing }, found), await namesOf({ directory, log }, peopleOf([found])));
  const route = routeFor(guard, "POST /api/cases/{id}/resolve", {
    operationId: "resolveCase",
    tag: "cases",
    summary: "Refunds a case, or declines it",
    description:
      "A refund credits the viewer's tokens, at most what the session charged and no case has refunded yet; a case is refunded once, however often it is asked for. What the creator earned stays: the platform bears the refund. 202: above the limit for second approvals another admin confirms the act. Nobody decides their own case.",
    request: { params: IdParam, body: jsonBody(Resolution) },
    responses: {
      200: json(CaseResource, "The case after it"),
      202: created(ActResource, "The refund waits for a second admin"),
      ...problems(
        "invalid_request",
        "case_not_found",
        "invalid_transition",
        "second_admin_required",
        "refund_above_charge",
      ),
    },
  });
  app.openapi(route, async (c) => {
    const id = caseId(c.req.valid("param").id);
    const body = c.req.valid("json");
    const principal = c.get("principal");
    const info = requestInfo(c);
    if (body.outcome === "decline") {
      const found = await declineCase({ cases, audit }, { caseId: id, note: body.note }, principal, info);
      return c.json(await view(found), 200);
    }
    const tokens = body.tokens === undefined ? undefined : BigInt(body.tokens);
    const request = { caseId: id, tokens, note: body.note ?? "" };
    const { found, act } = await refundCase(actPorts, request, principal, info);
    if (act) {
      const names = await namesOf({ directory, log }, peopleOfAct(act));
      return c.json(actView(act, names), 202, actLocation(act));
    }
    return c.json(await view(found), 200);
  });
}

function evidence(app: App, deps: RouteDeps): void {
  const { guard, cases, billing, wallet, stays, directory, log } = deps;
  const route = routeFor(guard, "GET /api/cases/{id}/evidence", {
    operationId: "getCaseEvidence",
    tag: "cases",
    summary: "What is known about a case's session",
    request: { params: IdParam },
    responses: { 200: json(CaseEvidence, "The evidence"), ...problems("case_not_found") },
  });
  app.openapi(route, async (c) => {
    const id = caseId(c.req.valid("param").id);
    const known = await readEvidence({ cases, billing, wallet, stays }, id);
    const names = await namesOf({ directory, log }, peopleOf([...known.ofViewer, ...known.ofStream]));
    return c.json(evidenceView(known, names), 200);
  });
}

function stats(app: App, { guard, cases }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/admin/cases/stats", {
    operationId: "getCaseStats",
    tag: "cases",
    summary: "How many cases wait, and since when",
    responses: { 200: json(CaseStatsResource, "The counts"), ...problems() },
  });
  app.openapi(route, async (c) => {
    const { open, answered, oldestOpenAt } = await cases.getCaseStats();
    return c.json({ open, answered, oldest_open_at: isoTime(oldestOpenAt) }, 200);
  });
}

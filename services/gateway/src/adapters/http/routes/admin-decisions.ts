import { z } from "@hono/zod-openapi";
import { type Names, NO_NAMES, namesOf } from "../../../usecases/people/names-of.ts";
import { type DecidedMany, decideMany, judgeMany } from "../../../usecases/queue/decide-many.ts";
import { undoDecision } from "../../../usecases/queue/undo-decision.ts";
import type { RouteDeps } from "../deps.ts";
import { type App, requestInfo } from "../env.ts";
import { withdrawalId } from "../ids.ts";
import { factsView, heldView } from "../presenters/queue.ts";
import { usd } from "../presenters/values.ts";
import { problems } from "../problem.ts";
import { BulkDecisionsResource, DecisionFactsResource } from "../queue-resources.ts";
import { routeFor } from "../route.ts";
import { IdParam, json, jsonBody, text } from "../schemas.ts";
import { detailsFor } from "../withdrawal-details.ts";
import { WithdrawalDetailsResource } from "../withdrawal-resources.ts";
import { undo_seconds } from "./patch-withdrawals.ts";

const MOST_AT_ONCE = 100;

const Body = z
  .object({
    action: z.enum(["approve", "reject"]),
    ids: z.array(z.string().max(64)).min(1).max(MOST_AT_ONCE),
    note: text(500).optional().openapi({ description: "For the creators; a rejection needs it." }),
    internal_note: text(500).optional().openapi({ description: "For admins only." }),
    undo_seconds,
    dry_run: z
      .boolean()
      .default(false)
      .openapi({ description: "Says what it would do, and changes nothing." }),
  })
  .refine(({ action, note, dry_run }) => action === "approve" || dry_run || note !== undefined, {
    path: ["note"],
    message: "a rejection needs a note for the creators",
  })
  .openapi("BulkDecision");

/** What admins need to decide, decisions for many at once, and their undoing. */
export function adminDecisions(app: App, deps: RouteDeps): void {
  many(app, deps);
  facts(app, deps);
  undo(app, deps);
}

function many(app: App, deps: RouteDeps): void {
  const { guard, withdrawals, queue, audit, adminPages } = deps;
  const route = routeFor(guard, "POST /api/admin/withdrawals/decisions", {
    operationId: "decideWithdrawals",
    tag: "admin",
    summary: "Approves or rejects up to a hundred withdrawals",
    description:
      "Each as PATCH /api/withdrawals/{id} decides it, on its own and with its own audit row; what one refuses is left out with its code. The same Idempotency-Key decides nothing twice. The first of two approvals counts as decided, with `approvals_needed` 1.",
    request: { body: jsonBody(Body) },
    responses: {
      200: json(BulkDecisionsResource, "What was decided, and what was left out"),
      ...problems("invalid_request"),
    },
  });
  app.openapi(route, async (c) => {
    const {
      action,
      ids: withdrawalIds,
      note = "",
      internal_note: internalNote = "",
      ...rest
    } = c.req.valid("json");
    const principal = c.get("principal");
    if (rest.dry_run) {
      const judged = await judgeMany({ queue }, { action, withdrawalIds }, principal);
      return c.json(manyView(action, true, judged, NO_NAMES), 200);
    }
    const request = { action, withdrawalIds, note, internalNote, undoSeconds: rest.undo_seconds ?? 0 };
    const info = { ...requestInfo(c), again: c.get("again") };
    const done = await decideMany({ queue, withdrawals, audit }, request, principal, info);
    for (const { id } of done.decided) adminPages.changed(id);
    return c.json(manyView(action, false, done, await namesOf(deps, [principal.userId])), 200);
  });
}

const manyView = (
  action: "approve" | "reject",
  isDryRun: boolean,
  { decided, leftOut }: DecidedMany,
  names: Names,
) => ({
  action,
  dry_run: isDryRun,
  decided: decided.map(({ id, amount, status, approvalsNeeded, decision }) => ({
    id,
    amount: usd(amount),
    status,
    approvals_needed: approvalsNeeded,
    decision: decision ? heldView(decision, names) : null,
  })),
  left_out: leftOut,
  total: usd(decided.reduce((sum, { amount }) => sum + amount, 0n)),
});

function facts(app: App, deps: RouteDeps): void {
  const { guard, queue } = deps;
  const route = routeFor(guard, "GET /api/admin/withdrawals/{id}/facts", {
    operationId: "getDecisionFacts",
    tag: "admin",
    summary: "What one needs to know to decide on a withdrawal",
    description:
      "Read now; the risk in lists is renewed by it. What a service does not answer is null, and adds nothing to the risk.",
    request: { params: IdParam },
    responses: { 200: json(DecisionFactsResource, "The facts"), ...problems("withdrawal_not_found") },
  });
  app.openapi(route, async (c) => {
    const found = await queue.facts(withdrawalId(c.req.valid("param").id));
    return c.json(
      factsView(
        found,
        await namesOf(
          deps,
          found.adjustments.map(({ actorId }) => actorId),
        ),
      ),
      200,
    );
  });
}

function undo(app: App, deps: RouteDeps): void {
  const { guard, withdrawals, queue, audit, adminPages } = deps;
  const route = routeFor(guard, "DELETE /api/withdrawals/{id}/decision", {
    operationId: "undoDecision",
    tag: "withdrawals",
    summary: "Undoes a decision that has not taken effect",
    description: "By any admin but the creator.",
    request: { params: IdParam },
    responses: {
      200: json(WithdrawalDetailsResource, "The withdrawal without it"),
      ...problems("withdrawal_not_found", "not_found", "own_withdrawal", "decision_already_effective"),
    },
  });
  app.openapi(route, async (c) => {
    const id = withdrawalId(c.req.valid("param").id);
    const principal = c.get("principal");
    const info = { ...requestInfo(c), again: c.get("again") };
    const undone = await undoDecision({ queue, withdrawals, audit }, id, principal, info);
    adminPages.changed(id);
    return c.json(await detailsFor(deps, undone, principal), 200);
  });
}

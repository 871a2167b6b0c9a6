import { z } from "@hono/zod-openapi";
import { peopleOfAct } from "../../../usecases/people/names-in.ts";
import { namesOf } from "../../../usecases/people/names-of.ts";
import { decideWithdrawal } from "../../../usecases/withdrawals/decide-withdrawal.ts";
import { ActResource, actLocation } from "../act-resources.ts";
import type { RouteDeps } from "../deps.ts";
import { type App, requestInfo } from "../env.ts";
import { withdrawalId } from "../ids.ts";
import { actView } from "../presenters/acts.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { created, IdParam, json, jsonBody, text } from "../schemas.ts";
import { detailsFor } from "../withdrawal-details.ts";
import { WithdrawalDetailsResource } from "../withdrawal-resources.ts";

const note = text(500).openapi({ description: "For the creator." });
const internal_note = text(500).optional().openapi({ description: "For admins only." });
export const undo_seconds = z.int().min(0).max(60).optional().openapi({
  description:
    "It takes effect so much later, judged again then, unless DELETE …/decision undoes it. Default 0: at once.",
});
const Body = z
  .discriminatedUnion("action", [
    z.object({
      action: z.literal("approve"),
      note: note.optional(),
      internal_note,
      payout_method_id: z.string().optional().openapi({
        description: "The destination that the admin saw; 409 `destination_changed` if it has changed.",
      }),
      undo_seconds,
    }),
    z.object({ action: z.literal("reject"), note, internal_note, undo_seconds }),
    z.object({ action: z.literal("mark_paid"), reference: text(200), note: note.optional(), internal_note }),
    z.object({ action: z.literal("mark_failed"), note: text(300), internal_note }),
    z.object({
      action: z.literal("resolve"),
      outcome: z.enum(["with_creator", "with_platform"]).openapi({ description: "Where the money is." }),
      evidence: text(500).openapi({ description: "What proves it; for admins only." }),
      reference: text(200).openapi({ description: "Where to find the evidence." }),
      note: text(300).optional(),
    }),
  ])
  .openapi("Decision");

export function patchWithdrawals(app: App, deps: RouteDeps): void {
  const { guard, withdrawals, audit, adminPages } = deps;
  const route = routeFor(guard, "PATCH /api/withdrawals/{id}", {
    operationId: "decideWithdrawal",
    tag: "withdrawals",
    summary: "Decides on a withdrawal",
    description:
      "`approve` and `reject` a PENDING one, never one's own; `mark_paid` and `mark_failed` are for the payout method `manual`. Above a configured amount the first approval leaves it PENDING, and a different admin gives the second. An admin who changed the creator's balance by hand can't approve (403 `second_admin_required`) until others have approved as much. Above the same amount `mark_failed` answers 202 with an act, and nothing changes before a different admin confirms it or sends the same. `resolve` ends a payout that nothing else ends (Stripe refuses the reversal, never reports the outcome, or there is no destination). At any amount it answers 202 with an act that a different admin must confirm; then the withdrawal is COMPLETED (`with_creator`) or FAILED with the money back in the balance (`with_platform`). `note` is for the creator, `internal_note` for admins only. With `undo_seconds` an approval or rejection answers with the withdrawal still PENDING and its `decision`; the platform applies it later, also if every page is closed, and judges it again then: a withdrawal that was canceled, redirected, frozen or paused meanwhile stays as it is, and `decision_stopped` says why.",
    request: { params: IdParam, body: jsonBody(Body) },
    responses: {
      200: json(WithdrawalDetailsResource, "The withdrawal after it"),
      202: created(ActResource, "It waits for a second admin"),
      ...problems(
        "invalid_request",
        "own_withdrawal",
        "second_admin_required",
        "withdrawal_not_found",
        "invalid_transition",
        "destination_changed",
        "decision_pending",
      ),
    },
  });
  app.openapi(route, async (c) => {
    const withdrawal = withdrawalId(c.req.valid("param").id);
    const body = c.req.valid("json");
    const decision = {
      withdrawalId: withdrawal,
      action: body.action,
      note: body.note ?? "",
      internalNote: body.action === "resolve" ? body.evidence : (body.internal_note ?? ""),
      reference: "reference" in body ? body.reference : "",
      outcome: body.action === "resolve" ? body.outcome : "",
      undoSeconds: "undo_seconds" in body ? (body.undo_seconds ?? 0) : 0,
      payoutMethodId: body.action === "approve" ? (body.payout_method_id ?? "") : "",
    };
    const decided = await decideWithdrawal({ withdrawals, audit }, decision, c.get("principal"), {
      ...requestInfo(c),
      again: c.get("again"),
    });
    // A first of two approvals has no event.
    adminPages.changed(withdrawal);
    if (decided.act) {
      const names = await namesOf(deps, peopleOfAct(decided.act));
      return c.json(actView(decided.act, names), 202, actLocation(decided.act));
    }
    return c.json(await detailsFor(deps, decided.withdrawal, c.get("principal")), 200);
  });
}

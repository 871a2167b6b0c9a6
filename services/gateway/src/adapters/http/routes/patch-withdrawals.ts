import { createRoute, z } from "@hono/zod-openapi";
import { actView } from "../../../usecases/act-views.ts";
import { decideWithdrawal } from "../../../usecases/decide-withdrawal.ts";
import { withdrawalDetails } from "../../../usecases/withdrawal-views.ts";
import { ActResource, actLocation } from "../act-resources.ts";
import type { RouteDeps } from "../deps.ts";
import { type App, requestInfo } from "../env.ts";
import { withdrawalId } from "../ids.ts";
import { problems } from "../problem.ts";
import { created, IdParam, json, jsonBody, requiredIdempotencyKey, text } from "../schemas.ts";
import { WithdrawalDetailsResource } from "../withdrawal-resources.ts";

const note = text(500).openapi({ description: "For the creator." });
const internal_note = text(500).optional().openapi({ description: "For admins only." });
const Body = z
  .discriminatedUnion("action", [
    z.object({
      action: z.literal("approve"),
      note: note.optional(),
      internal_note,
      payout_method_id: z.string().optional().openapi({
        description:
          "Where the admin saw that it goes; 409 `destination_changed` where it goes elsewhere now.",
      }),
    }),
    z.object({ action: z.literal("reject"), note, internal_note }),
    z.object({ action: z.literal("mark_paid"), reference: text(200), note: note.optional(), internal_note }),
    z.object({ action: z.literal("mark_failed"), note: text(300), internal_note }),
    z.object({
      action: z.literal("resolve"),
      outcome: z.enum(["with_creator", "with_platform"]).openapi({ description: "Where its money is." }),
      evidence: text(500).openapi({ description: "What shows it; for admins only." }),
      reference: text(200).openapi({ description: "Where the evidence is found again." }),
      note: text(300).optional(),
    }),
  ])
  .openapi("Decision");

export function patchWithdrawals(app: App, { guard, withdrawals, audit, adminPages }: RouteDeps): void {
  const route = createRoute({
    method: "patch",
    path: "/api/withdrawals/{id}",
    middleware: guard("PATCH /api/withdrawals/{id}"),
    summary: "Decides on a withdrawal",
    description:
      "`approve` and `reject` a PENDING one, never one's own; `mark_paid` and `mark_failed` are for the payout method `manual`. Above a configured amount a first approval answers PENDING, and a different admin gives the second. Who changed the creator's balance by hand does not approve (403 `second_admin_required`) until others have approved as much. Above the same amount `mark_failed` answers 202 with an act, and nothing changes before a different admin confirms it or says the same. `resolve` ends a payout that can't end by itself (a reversal that Stripe refuses, an outcome that it never tells, nowhere to go): at any amount it answers 202 with an act that a different admin confirms; then it is COMPLETED (`with_creator`) or FAILED and the creator's again (`with_platform`). `note` is for the creator, `internal_note` for admins only.",
    parameters: [requiredIdempotencyKey],
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
      payoutMethodId: body.action === "approve" ? (body.payout_method_id ?? "") : "",
    };
    const decided = await decideWithdrawal({ withdrawals, audit }, decision, c.get("principal"), {
      ...requestInfo(c),
      again: c.get("again"),
    });
    // A first of two approvals has no event.
    adminPages.changed(withdrawal);
    if (decided.act) return c.json(actView(decided.act), 202, actLocation(decided.act));
    return c.json(withdrawalDetails(decided.withdrawal, "admin"), 200);
  });
}

import { createRoute, z } from "@hono/zod-openapi";
import { decideWithdrawal } from "../../../usecases/decide-withdrawal.ts";
import { withdrawalDetails } from "../../../usecases/withdrawal-views.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { withdrawalId } from "../ids.ts";
import { problems } from "../problem.ts";
import { IdParam, json, jsonBody, requiredIdempotencyKey, text } from "../schemas.ts";
import { WithdrawalDetailsResource } from "../withdrawal-resources.ts";

const note = text(500);
const Body = z
  .discriminatedUnion("action", [
    z.object({
      action: z.literal("approve"),
      note: note.optional(),
      payout_method_id: z.string().optional().openapi({
        description:
          "Where the admin saw that it goes; 409 `destination_changed` where it goes elsewhere now.",
      }),
    }),
    z.object({ action: z.literal("reject"), note }),
    z.object({ action: z.literal("mark_paid"), reference: text(200), note: note.optional() }),
    z.object({ action: z.literal("mark_failed"), note: text(300) }),
  ])
  .openapi("Decision");

export function patchWithdrawals(app: App, { guard, withdrawals, audit, adminPages }: RouteDeps): void {
  const route = createRoute({
    method: "patch",
    path: "/api/withdrawals/{id}",
    middleware: guard("PATCH /api/withdrawals/{id}"),
    summary: "Decides on a withdrawal",
    description:
      "`approve` and `reject` a PENDING one, never one's own; `mark_paid` and `mark_failed` are for the payout method `manual`. Above a configured amount a first approval answers PENDING, and a different admin gives the second.",
    parameters: [requiredIdempotencyKey],
    request: { params: IdParam, body: jsonBody(Body) },
    responses: {
      200: json(WithdrawalDetailsResource, "The withdrawal after it"),
      ...problems(
        "invalid_request",
        "own_withdrawal",
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
      reference: body.action === "mark_paid" ? body.reference : "",
      payoutMethodId: body.action === "approve" ? (body.payout_method_id ?? "") : "",
    };
    const decided = await decideWithdrawal({ withdrawals, audit }, decision, c.get("principal"), {
      requestId: c.get("requestId"),
      businessKey: c.get("businessKey"),
      again: c.get("again"),
    });
    // A first of two approvals has no event.
    adminPages.changed(withdrawal);
    return c.json(withdrawalDetails(decided, "admin"), 200);
  });
}

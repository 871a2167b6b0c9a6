import { createRoute, z } from "@hono/zod-openapi";
import { USER_ID } from "@metercast/contracts";
import { MetercastError } from "@metercast/runtime";
import { usd } from "../../../domain/amounts.ts";
import { setFreeze, setMinimum } from "../../../usecases/payout-controls.ts";
import { freezeView, statsView } from "../../../usecases/withdrawal-views.ts";
import type { RouteDeps } from "../deps.ts";
import { type App, requestInfo } from "../env.ts";
import { problems } from "../problem.ts";
import { IdParam, idempotencyKey, json, jsonBody, Money, positiveAmount, Time, text } from "../schemas.ts";
import { FreezeResource, StatusName } from "../withdrawal-resources.ts";

const Stats = z
  .object({
    by_status: z.array(z.object({ status: StatusName, count: z.int(), amount: Money })),
    oldest_pending_at: Time.nullable(),
    oldest_pending_seconds: z.int().nullable(),
    attempts_unknown: z.int().openapi({ description: "Payout attempts whose outcome nobody knows yet." }),
    needing_attention: z.int(),
  })
  .openapi("WithdrawalStats");

const NewMinimum = z
  .object({ amount: positiveAmount("USD"), reason: text(500) })
  .openapi("WithdrawalMinimumRequest");
const Minimum = z.object({ creator_id: z.string(), minimum: Money }).openapi("WithdrawalMinimum");
const Reason = z.object({ reason: text(500) }).openapi("Reason");
const Lift = z
  .object({
    reason: text(500),
    seen: z.string().max(64).optional().openapi({
      description:
        "`freeze.fingerprint` as you saw it: lifting acknowledges exactly that. Without it, what the checks show now.",
    }),
  })
  .openapi("Lift");

/** What admins look at and turn, beside the single withdrawal. */
export function adminPayouts(app: App, deps: RouteDeps): void {
  stats(app, deps);
  minimum(app, deps);
  freeze(app, deps, "freeze");
  freeze(app, deps, "unfreeze");
}

function stats(app: App, { guard, withdrawals }: RouteDeps): void {
  const route = createRoute({
    method: "get",
    path: "/api/admin/withdrawals/stats",
    middleware: guard("GET /api/admin/withdrawals/stats"),
    summary: "Withdrawals in numbers",
    responses: { 200: json(Stats, "The numbers"), ...problems() },
  });
  app.openapi(route, async (c) => c.json(statsView(await withdrawals.getStats({}), Date.now()), 200));
}

function minimum(app: App, { guard, withdrawals, audit }: RouteDeps): void {
  const route = createRoute({
    method: "put",
    path: "/api/admin/creators/{id}/withdrawal-minimum",
    middleware: guard("PUT /api/admin/creators/{id}/withdrawal-minimum"),
    summary: "What one creator must ask for at least",
    description: "A waiver, kept with its reason.",
    parameters: [idempotencyKey],
    request: { params: IdParam, body: jsonBody(NewMinimum) },
    responses: {
      200: json(Minimum, "The minimum now in force"),
      ...problems("invalid_request", "not_found"),
    },
  });
  app.openapi(route, async (c) => {
    const creatorId = c.req.valid("param").id;
    if (!USER_ID.test(creatorId)) throw new MetercastError("not_found");
    const request = requestInfo(c);
    const change = { creatorId, ...c.req.valid("json") };
    const cents = await setMinimum({ withdrawals, audit }, change, c.get("principal"), request);
    return c.json({ creator_id: creatorId, minimum: usd(cents) }, 200);
  });
}

function freeze(
  app: App,
  { guard, withdrawals, audit, adminPages }: RouteDeps,
  action: "freeze" | "unfreeze",
): void {
  const path = `/api/admin/payouts/${action}` as const;
  const frozen = action === "freeze";
  const route = createRoute({
    method: "post",
    path,
    middleware: guard(`POST ${path}`),
    summary: frozen ? "Stops new payout attempts" : "Allows payout attempts again",
    description: frozen
      ? "Approvals still work, and what is under way is finished."
      : "Acknowledges what the failing checks show. Anything else that they show later, or this again after it was gone, freezes again.",
    parameters: [idempotencyKey],
    request: { body: jsonBody(frozen ? Reason : Lift) },
    responses: {
      200: json(FreezeResource, "How it is now"),
      ...(frozen ? problems("invalid_request") : problems("invalid_request", "freeze_changed")),
    },
  });
  app.openapi(route, async (c) => {
    const request = requestInfo(c);
    const change = { frozen, ...c.req.valid("json") };
    const now = await setFreeze({ withdrawals, audit }, change, c.get("principal"), request);
    adminPages.look();
    return c.json(freezeView(now), 200);
  });
}

import { z } from "@hono/zod-openapi";
import { USER_ID } from "@metercast/contracts";
import { MetercastError } from "@metercast/runtime";
import { setFreeze } from "../../../usecases/withdrawals/set-freeze.ts";
import { setMinimum } from "../../../usecases/withdrawals/set-minimum.ts";
import type { RouteDeps } from "../deps.ts";
import { type App, requestInfo } from "../env.ts";
import { freezeView } from "../presenters/payouts.ts";
import { usd } from "../presenters/values.ts";
import { statsView } from "../presenters/withdrawals.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { IdParam, json, jsonBody, Money, positiveAmount, Time, text } from "../schemas.ts";
import { FreezeResource, StatusName } from "../withdrawal-resources.ts";

const Stats = z
  .object({
    by_status: z.array(z.object({ status: StatusName, count: z.int(), amount: Money })),
    oldest_pending_at: Time.nullable(),
    oldest_pending_seconds: z.int().nullable(),
    attempts_unknown: z.int().openapi({ description: "Payout attempts of unknown outcome." }),
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
        "`freeze.fingerprint` as you saw it: lifting acknowledges exactly that. Without it: the present findings.",
    }),
  })
  .openapi("Lift");

/** What admins see and control besides the single withdrawal. */
export function adminPayouts(app: App, deps: RouteDeps): void {
  stats(app, deps);
  minimum(app, deps);
  freeze(app, deps, "freeze");
  freeze(app, deps, "unfreeze");
}

function stats(app: App, { guard, withdrawals, clock }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/admin/withdrawals/stats", {
    operationId: "getWithdrawalStats",
    tag: "admin",
    summary: "Withdrawals in numbers",
    responses: { 200: json(Stats, "The numbers"), ...problems() },
  });
  app.openapi(route, async (c) =>
    c.json(statsView(await withdrawals.getStats(), new Date(clock.now())), 200),
  );
}

function minimum(app: App, { guard, withdrawals, audit }: RouteDeps): void {
  const route = routeFor(guard, "PUT /api/admin/creators/{id}/withdrawal-minimum", {
    operationId: "setWithdrawalMinimum",
    tag: "admin",
    summary: "The least that one creator may withdraw",
    description: "A waiver, stored with its reason.",
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
  { guard, payouts, audit, adminPages }: RouteDeps,
  action: "freeze" | "unfreeze",
): void {
  const frozen = action === "freeze";
  const route = routeFor(guard, `POST /api/admin/payouts/${action}`, {
    operationId: frozen ? "freezePayouts" : "unfreezePayouts",
    tag: "admin",
    summary: frozen ? "Stops new payout attempts" : "Allows payout attempts again",
    description: frozen
      ? "Approvals still work, and running attempts finish."
      : "Acknowledges the findings of the failing checks. Other findings, or the same ones after they were gone, freeze again.",
    request: { body: jsonBody(frozen ? Reason : Lift) },
    responses: {
      200: json(FreezeResource, "How it is now"),
      ...(frozen ? problems("invalid_request") : problems("invalid_request", "freeze_changed")),
    },
  });
  app.openapi(route, async (c) => {
    const request = requestInfo(c);
    const { reason, seen } = { seen: undefined, ...c.req.valid("json") };
    const change = { frozen, reason, seen };
    const now = await setFreeze({ payouts, audit }, change, c.get("principal"), request);
    adminPages.refresh();
    return c.json(freezeView(now), 200);
  });
}

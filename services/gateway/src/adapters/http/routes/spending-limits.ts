import { z } from "@hono/zod-openapi";
import type { LimitAmounts, SpendingLimits } from "../../../ports/spending.ts";
import { zone } from "../day-range.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { tokens } from "../presenters/values.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { json, jsonBody, orNull, Time } from "../schemas.ts";

/** Far beyond what anybody buys; billing has the same bound. */
const MAX_LIMIT = 1_000_000_000;
const limit = z.int().min(0).max(MAX_LIMIT).nullable();

const Body = z
  .object({
    day_tokens: limit.openapi({ description: "Null: no limit." }),
    month_tokens: limit,
    zone: zone.openapi({ description: "Whose days and months count." }),
  })
  .openapi("SpendingLimitsRequest");

const amounts = { day_tokens: z.int().nullable(), month_tokens: z.int().nullable(), zone: z.string() };
const Pending = z.object({ ...amounts, takes_effect_at: Time }).openapi("PendingSpendingLimits");
const Limits = z
  .object({
    ...amounts,
    spent_today: z.int().openapi({ description: "In tokens, of the present day in the zone." }),
    spent_this_month: z.int(),
    day_resets_at: Time,
    month_resets_at: Time,
    pending: orNull(Pending).openapi({ description: "A raise that waits for its 24 hours." }),
  })
  .openapi("SpendingLimits");

/** What a viewer may spend a day and a month. Billing enforces it. */
export function spendingLimits(app: App, deps: RouteDeps): void {
  read(app, deps);
  put(app, deps);
}

function read(app: App, { guard, billing }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/spending-limits", {
    operationId: "getSpendingLimits",
    tag: "wallet",
    summary: "A viewer's spending limits, and what counts towards them",
    request: {
      query: z.object({ zone: zone.optional().openapi({ description: "Counts while no limit is set." }) }),
    },
    responses: { 200: json(Limits, "The limits"), ...problems("invalid_request") },
  });
  app.openapi(route, async (c) => {
    const viewerId = c.get("principal").userId;
    const found = await billing.getSpendingLimits({ viewerId, zone: c.req.valid("query").zone ?? "" });
    return c.json(view(found), 200);
  });
}

function put(app: App, { guard, billing }: RouteDeps): void {
  const route = routeFor(guard, "PUT /api/spending-limits", {
    operationId: "setSpendingLimits",
    tag: "wallet",
    summary: "Sets what a viewer may spend",
    description:
      "A lower limit counts for every minute that begins from now on. A higher one, none at all, or another zone takes effect after 24 hours. A minute that does not fit does not begin: joins answer 402 `spending_limit_reached`, and a running session ends with `spending_limit`.",
    request: { body: jsonBody(Body) },
    responses: { 200: json(Limits, "The limits"), ...problems("invalid_request") },
  });
  app.openapi(route, async (c) => {
    const { day_tokens, month_tokens, zone: zoneName } = c.req.valid("json");
    const limits = await billing.setSpendingLimits({
      viewerId: c.get("principal").userId,
      dayTokens: units(day_tokens),
      monthTokens: units(month_tokens),
      zone: zoneName,
    });
    return c.json(view(limits), 200);
  });
}

const units = (count: number | null): bigint | undefined => (count === null ? undefined : BigInt(count));
const count = (limitUnits: bigint | undefined): number | null =>
  limitUnits === undefined ? null : tokens(limitUnits);

const amountsView = ({ dayTokens, monthTokens, zone: zoneName }: LimitAmounts) => ({
  day_tokens: count(dayTokens),
  month_tokens: count(monthTokens),
  zone: zoneName,
});

const view = (limits: SpendingLimits) => ({
  ...amountsView(limits),
  spent_today: tokens(limits.daySpent),
  spent_this_month: tokens(limits.monthSpent),
  day_resets_at: limits.dayEndsAt.toISOString(),
  month_resets_at: limits.monthEndsAt.toISOString(),
  pending: limits.pending
    ? { ...amountsView(limits.pending), takes_effect_at: limits.pending.takesEffectAt.toISOString() }
    : null,
});

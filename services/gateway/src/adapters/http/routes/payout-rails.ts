import { z } from "@hono/zod-openapi";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { railStateView, railView } from "../presenters/rails.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { json, Money, orNull, Time } from "../schemas.ts";

const Field = z
  .object({
    name: z.string(),
    label: z.string(),
    help: z.string(),
    type: z.string().openapi({ description: "text or email" }),
    pattern: z.string().openapi({ description: "Of the whole value, as in HTML." }),
    max_length: z.int(),
  })
  .openapi("PayoutField");

const Rail = z
  .object({
    rail: z.string().openapi({ example: "stripe" }),
    label: z.string(),
    description: z.string(),
    preview: z.boolean(),
    available: z.boolean().openapi({ description: "Configured here." }),
    setup: z.enum(["onboarding", "fields"]),
    fields: z.array(Field),
    currencies: z.array(z.string()),
    minimum: Money,
    maximum: Money,
    speeds: z.array(z.string()),
    instant: orNull(
      z.object({
        fee_percent: z.number(),
        fee_minimum: Money,
        minimum: Money,
        maximum_per_day: Money,
      }),
    ),
    arrival_business_days: z.int(),
  })
  .openapi("PayoutRail");

const State = z
  .object({
    rail: z.string(),
    label: z.string(),
    available: z.boolean().openapi({ description: "Configured here." }),
    preview: z.boolean(),
    state: z.enum(["ok", "degraded", "down", "off"]).openapi({
      description: "down: its provider did not answer the last check. degraded: outcomes are unknown.",
    }),
    last_success_at: Time.nullable(),
    last_error: z.string().nullable(),
    attempts_open: z.int(),
    attempts_unknown: z.int(),
    under_way: Money,
    paid_today: Money.openapi({ description: "Since the day began, in UTC." }),
    oldest_open_at: Time.nullable(),
  })
  .openapi("RailState");

export function payoutRails(app: App, deps: RouteDeps): void {
  list(app, deps);
  states(app, deps);
}

function states(app: App, { guard, payoutMethods }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/admin/rails", {
    operationId: "listRailStates",
    tag: "admin",
    summary: "How each rail does, and the money under way on it",
    responses: { 200: json(z.object({ data: z.array(State) }), "All of them"), ...problems() },
  });
  app.openapi(route, async (c) =>
    c.json({ data: (await payoutMethods.getRailStates()).map(railStateView) }, 200),
  );
}

function list(app: App, { guard, payoutMethods }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/payout-rails", {
    operationId: "listPayoutRails",
    tag: "payout-methods",
    summary: "The ways to be paid, and what each needs",
    responses: { 200: json(z.object({ data: z.array(Rail) }), "All of them"), ...problems() },
  });
  app.openapi(route, async (c) => c.json({ data: (await payoutMethods.listRails()).map(railView) }, 200));
}

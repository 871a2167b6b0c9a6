import { z } from "@hono/zod-openapi";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { payoutMethodId } from "../ids.ts";
import { runView, scheduleView } from "../presenters/schedules.ts";
import { page } from "../presenters/values.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { CadenceName, PayoutRunResource, ScheduleResource } from "../schedule-resources.ts";
import { amount, json, jsonBody, listOf, PageQuery } from "../schemas.ts";

const Body = z
  .object({
    cadence: CadenceName,
    anchor_day: z.int().min(1).max(31).nullish(),
    zone: z.string().min(1).max(64).default("UTC").openapi({ example: "Europe/Berlin" }),
    minimum: amount("USD").optional(),
    retain: amount("USD").optional(),
    payout_method_id: z.string().nullish(),
  })
  .superRefine(({ cadence, anchor_day }, context) => {
    const last = cadence === "weekly" ? 7 : 31;
    const isNeeded = cadence === "weekly" || cadence === "monthly";
    if (!isNeeded || (anchor_day && anchor_day <= last)) return;
    context.addIssue({
      code: "custom",
      path: ["anchor_day"],
      message: `1 to ${last} for a ${cadence} schedule`,
    });
  })
  .openapi("PayoutScheduleRequest");

export function payoutSchedule(app: App, deps: RouteDeps): void {
  read(app, deps);
  put(app, deps);
  pause(app, deps, "pause");
  pause(app, deps, "resume");
  runs(app, deps);
}

function read(app: App, { guard, schedules }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/payout-schedule", {
    operationId: "getPayoutSchedule",
    tag: "withdrawals",
    summary: "When a creator is paid without asking",
    description: "The newest version, also one that counts only from `effective_from` on.",
    responses: { 200: json(ScheduleResource, "The schedule"), ...problems() },
  });
  app.openapi(route, async (c) =>
    c.json(scheduleView(await schedules.getSchedule(c.get("principal").userId)), 200),
  );
}

function put(app: App, { guard, schedules }: RouteDeps): void {
  const route = routeFor(guard, "PUT /api/payout-schedule", {
    operationId: "setPayoutSchedule",
    tag: "withdrawals",
    summary: "Sets when a creator is paid without asking",
    description:
      "Counts from the next period on; `manual` counts at once. A run asks for what is available less `retain`, and an admin approves it as any withdrawal.",
    request: { body: jsonBody(Body) },
    responses: {
      200: json(ScheduleResource, "The schedule"),
      ...problems("invalid_request", "payout_method_not_found"),
    },
  });
  app.openapi(route, async (c) => {
    const { cadence, anchor_day, zone, minimum, retain, payout_method_id } = c.req.valid("json");
    const { userId: creatorId, name: creatorName, email: creatorEmail } = c.get("principal");
    const schedule = await schedules.setSchedule({
      creatorId,
      creatorName,
      creatorEmail,
      cadence,
      anchorDay: anchor_day ?? 1,
      zone,
      minimum: minimum ?? 0n,
      retain: retain ?? 0n,
      payoutMethodId: payout_method_id ? payoutMethodId(payout_method_id) : undefined,
    });
    return c.json(scheduleView(schedule), 200);
  });
}

function pause(app: App, { guard, schedules }: RouteDeps, action: "pause" | "resume"): void {
  const paused = action === "pause";
  const route = routeFor(guard, `POST /api/payout-schedule/${action}`, {
    operationId: paused ? "pausePayoutSchedule" : "resumePayoutSchedule",
    tag: "withdrawals",
    summary: paused ? "Pauses scheduled payouts" : "Ends a pause of scheduled payouts",
    description: paused
      ? "Runs are skipped until the creator resumes; requests by hand still work."
      : "Only the creator's own pause: an admin's stays.",
    responses: { 200: json(ScheduleResource, "The schedule"), ...problems() },
  });
  app.openapi(route, async (c) => {
    const { userId: creatorId } = c.get("principal");
    const request = { creatorId, by: "creator" as const, paused, actorId: creatorId, reason: "" };
    return c.json(scheduleView(await schedules.pausePayouts(request)), 200);
  });
}

function runs(app: App, { guard, schedules }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/payout-runs", {
    operationId: "listPayoutRuns",
    tag: "withdrawals",
    summary: "Runs of the creator's schedule, newest first",
    description: "One per period: with its withdrawal, or skipped with the reason.",
    request: { query: PageQuery },
    responses: { 200: json(listOf(PayoutRunResource), "A page of runs"), ...problems("invalid_request") },
  });
  app.openapi(route, async (c) => {
    const { userId: creatorId } = c.get("principal");
    const { limit, cursor } = c.req.valid("query");
    const { items, nextCursor } = await schedules.listRuns({ limit, cursor, creatorId });
    return c.json(page(items.map(runView), nextCursor), 200);
  });
}

import { z } from "@hono/zod-openapi";
import { USER_ID } from "@metercast/contracts";
import { MetercastError } from "@metercast/runtime";
import { pauseCreator } from "../../../usecases/withdrawals/pause-creator.ts";
import type { RouteDeps } from "../deps.ts";
import { type App, requestInfo } from "../env.ts";
import { orNull } from "../presenters/values.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { IdParam, json, jsonBody, text } from "../schemas.ts";

const Body = z.object({ reason: text(500) }).openapi("CreatorPauseRequest");
const Result = z
  .object({
    creator_id: z.string(),
    paused_by: z.string().nullable().openapi({ example: "admin", description: "creator or admin" }),
    reason: z.string().nullable(),
  })
  .openapi("CreatorPause");

/** Admins pause and resume the payouts of one creator. */
export function adminCreatorPayouts(app: App, deps: RouteDeps): void {
  pause(app, deps, "pause");
  pause(app, deps, "resume");
}

function pause(app: App, { guard, schedules, audit }: RouteDeps, action: "pause" | "resume"): void {
  const paused = action === "pause";
  const route = routeFor(guard, `POST /api/admin/creators/{id}/payouts/${action}`, {
    operationId: paused ? "pauseCreatorPayouts" : "resumeCreatorPayouts",
    tag: "admin",
    summary: paused ? "Pauses the payouts of one creator" : "Ends an admin's pause of a creator's payouts",
    description: paused
      ? "Scheduled runs are skipped, requests by hand answer 409 `payouts_paused`, and no approved payout starts. What has started goes on."
      : "A pause by the creator stays. Of their own payouts an admin gets 403 `forbidden`: another one resumes them.",
    request: { params: IdParam, body: jsonBody(Body) },
    responses: { 200: json(Result, "How it is now"), ...problems("invalid_request", "not_found") },
  });
  app.openapi(route, async (c) => {
    const creatorId = c.req.valid("param").id;
    if (!USER_ID.test(creatorId)) throw new MetercastError("not_found");
    const request = { creatorId, paused, reason: c.req.valid("json").reason };
    const schedule = await pauseCreator({ schedules, audit }, request, c.get("principal"), requestInfo(c));
    const { pausedBy, pauseReason } = schedule;
    return c.json({ creator_id: creatorId, paused_by: orNull(pausedBy), reason: orNull(pauseReason) }, 200);
  });
}

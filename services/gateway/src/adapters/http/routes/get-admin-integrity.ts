import { z } from "@hono/zod-openapi";
import { readIntegrity } from "../../../usecases/admin/read-integrity.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { integrityView } from "../presenters/payouts.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { json, orNull } from "../schemas.ts";
import { FreezeResource, IntegrityRun } from "../withdrawal-resources.ts";

const Integrity = IntegrityRun.extend({
  freeze: orNull(FreezeResource).openapi({
    description: "Whether payouts may start; null without a withdrawals service.",
  }),
}).openapi("Integrity");

const Query = z.object({
  run: z.enum(["now", "whole"]).optional().openapi({
    description:
      "`now`: runs the checks instead of answering with the last run. `whole`: also reads every entry of closed ledger periods, which may take minutes.",
  }),
});

export function getAdminIntegrity(app: App, { guard, integrity }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/admin/integrity", {
    operationId: "getIntegrity",
    tag: "admin",
    summary: "Whether the books are right",
    request: { query: Query },
    responses: { 200: json(Integrity, "The last run, with its time"), ...problems("invalid_request") },
  });
  app.openapi(route, async (c) => {
    const { run } = c.req.valid("query");
    const report = await readIntegrity(integrity, { runNow: run !== undefined, whole: run === "whole" });
    return c.json(integrityView(report), 200);
  });
}

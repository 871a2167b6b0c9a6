import { createRoute, z } from "@hono/zod-openapi";
import { readIntegrity } from "../../../usecases/integrity.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { problems } from "../problem.ts";
import { json, orNull } from "../schemas.ts";
import { FreezeResource, IntegrityRun } from "../withdrawal-resources.ts";

const Integrity = IntegrityRun.extend({
  freeze: orNull(FreezeResource).openapi({
    description: "Whether payouts may start; null: there are none here.",
  }),
}).openapi("Integrity");

const Query = z.object({
  run: z.enum(["now", "whole"]).optional().openapi({
    description:
      "`now`: run the checks instead of giving the last run. `whole`: the same, and read the closed parts of the ledger line by line too, which may take minutes.",
  }),
});

export function getAdminIntegrity(app: App, { guard, integrity }: RouteDeps): void {
  const route = createRoute({
    method: "get",
    path: "/api/admin/integrity",
    middleware: guard("GET /api/admin/integrity"),
    summary: "Whether the books are right",
    request: { query: Query },
    responses: { 200: json(Integrity, "The last run, with its time"), ...problems("invalid_request") },
  });
  app.openapi(route, async (c) => {
    const { run } = c.req.valid("query");
    return c.json(await readIntegrity(integrity, { runNow: run !== undefined, whole: run === "whole" }), 200);
  });
}

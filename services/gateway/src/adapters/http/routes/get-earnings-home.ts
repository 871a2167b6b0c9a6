import { z } from "@hono/zod-openapi";
import { readHome } from "../../../usecases/earnings/read-home.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { EarningsHome } from "../home-resources.ts";
import { ownZone } from "../period-query.ts";
import { homeView } from "../presenters/home.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { json } from "../schemas.ts";

export function getEarningsHome(app: App, { guard, ...deps }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/earnings/home", {
    operationId: "getEarningsHome",
    tag: "earnings",
    summary: "A creator's day, week and month, beside the ones before",
    description:
      "Earnings are the ledger's, to the cent; viewers and watch time are of the sessions. Days and weeks begin by the clocks of `zone`.",
    request: { query: z.object({ zone: ownZone }) },
    responses: { 200: json(EarningsHome, "The numbers"), ...problems("invalid_request") },
  });
  app.openapi(route, async (c) => {
    const request = { creatorId: c.get("principal").userId, zone: c.req.valid("query").zone };
    return c.json(homeView(await readHome(deps, request)), 200);
  });
}

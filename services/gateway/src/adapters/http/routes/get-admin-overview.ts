import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { OverviewResource } from "../overview-resources.ts";
import { overviewView } from "../presenters/overview.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { json } from "../schemas.ts";

export function getAdminOverview(app: App, { guard, readOverview, clock }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/admin/overview", {
    operationId: "getOverview",
    tag: "admin",
    summary: "The platform at one look",
    description:
      "Who watches, the last 24 hours, what is owed, held, on its way and paid, the queue, the books and the freeze. The stream `GET /api/admin/events` sends the same as `overview`.",
    responses: { 200: json(OverviewResource, "The overview"), ...problems() },
  });
  app.openapi(route, async (c) =>
    c.json({ at: new Date(clock.now()).toISOString(), ...overviewView(await readOverview()) }, 200),
  );
}

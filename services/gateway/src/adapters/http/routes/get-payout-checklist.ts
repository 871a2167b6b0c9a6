import { readChecklist } from "../../../usecases/withdrawals/read-checklist.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { PayoutChecklist } from "../home-resources.ts";
import { checklistView } from "../presenters/home.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { json } from "../schemas.ts";

export function getPayoutChecklist(app: App, { guard, ...deps }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/payout-checklist", {
    operationId: "getPayoutChecklist",
    tag: "withdrawals",
    summary: "What stands between a creator and a payout",
    description: "In the order in which it is settled. A tax form is an item only where one is asked for.",
    responses: { 200: json(PayoutChecklist, "The items with their states"), ...problems("unavailable") },
  });
  app.openapi(route, async (c) =>
    c.json(checklistView(await readChecklist(deps, c.get("principal").userId)), 200),
  );
}

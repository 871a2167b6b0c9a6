import { z } from "@hono/zod-openapi";
import { readSummary } from "../../../usecases/earnings/read-summary.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { summaryView } from "../presenters/earnings.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { json, Money, orNull } from "../schemas.ts";

const Summary = z
  .object({
    today: Money,
    this_month: Money,
    total: Money,
    viewer_minutes: z.int(),
    available: Money.openapi({
      description: "What can be withdrawn now. What follows when: `GET /api/earnings/availability`.",
    }),
    held: Money.openapi({ description: "Held for withdrawals." }),
    on_its_way: orNull(Money).openapi({
      description: "Approved and not yet paid out; null while unknown.",
    }),
    paid_out: orNull(Money).openapi({
      description: "Paid out in total, less what banks returned; null while unknown.",
    }),
    withdrawal: z.object({
      minimum: Money,
      maximum: Money,
      open_id: z.string().nullable().openapi({ description: "The open one; there is at most one." }),
    }),
  })
  .openapi("EarningsSummary");

export function getEarningsSummary(
  app: App,
  { guard, wallet, withdrawals, clock, settings }: RouteDeps,
): void {
  const route = routeFor(guard, "GET /api/earnings/summary", {
    operationId: "getEarningsSummary",
    tag: "earnings",
    summary: "What a creator has earned",
    description: "Days and months in UTC.",
    responses: { 200: json(Summary, "The numbers"), ...problems() },
  });
  app.openapi(route, async (c) => {
    const request = {
      creatorId: c.get("principal").userId,
      configuredMinimum: BigInt(settings.withdrawalMinimumCents),
    };
    const earnings = await readSummary({ wallet, withdrawals, clock }, request);
    return c.json(summaryView(earnings), 200);
  });
}

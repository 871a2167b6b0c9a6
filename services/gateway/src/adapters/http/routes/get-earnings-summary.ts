import { createRoute, z } from "@hono/zod-openapi";
import { tokens, usd } from "../../../domain/amounts.ts";
import { creatorsLimits } from "../../../usecases/creators-limits.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { problems } from "../problem.ts";
import { json, Money, orNull } from "../schemas.ts";

const Summary = z
  .object({
    today: Money,
    this_month: Money,
    total: Money,
    viewer_minutes: z.int(),
    available: Money,
    held: Money,
    on_its_way: orNull(Money).openapi({
      description: "Approved, and not yet where it goes; null: not known right now.",
    }),
    paid_out: orNull(Money).openapi({
      description: "All that was ever paid out, less what banks returned; null: not known right now.",
    }),
    withdrawal: z.object({
      minimum: Money,
      maximum: Money,
      open_id: z.string().nullable().openapi({ description: "The one that is open; there can't be two." }),
    }),
  })
  .openapi("EarningsSummary");

export function getEarningsSummary(app: App, { guard, wallet, withdrawals, settings }: RouteDeps): void {
  const route = createRoute({
    method: "get",
    path: "/api/earnings/summary",
    middleware: guard("GET /api/earnings/summary"),
    summary: "What a creator has earned",
    description: "Days and months are UTC's.",
    responses: { 200: json(Summary, "The numbers"), ...problems() },
  });
  app.openapi(route, async (c) => {
    const since = startsOfDayAndMonth(new Date());
    const creatorId = c.get("principal").userId;
    const [earned, limits] = await Promise.all([
      wallet.getEarnings({ creatorId, streamIds: [], since }),
      creatorsLimits(withdrawals, creatorId, BigInt(settings.withdrawalMinimumCents)),
    ]);
    const [today = 0n, thisMonth = 0n] = earned.centsSince;
    const available = earned.account?.available ?? 0n;
    const summary = {
      today: usd(today),
      this_month: usd(thisMonth),
      total: usd(earned.totalCents),
      viewer_minutes: tokens(earned.totalMinutes),
      available: usd(available),
      held: usd(earned.account?.held ?? 0n),
      on_its_way: limits.onItsWay === undefined ? null : usd(limits.onItsWay),
      paid_out: limits.paidOut === undefined ? null : usd(limits.paidOut),
      withdrawal: { minimum: usd(limits.minimum), maximum: usd(available), open_id: limits.openId },
    };
    return c.json(summary, 200);
  });
}

function startsOfDayAndMonth(now: Date): [Date, Date] {
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  return [new Date(Date.UTC(year, month, day)), new Date(Date.UTC(year, month, 1))];
}

import { z } from "@hono/zod-openapi";
import { dayText } from "@metercast/calendar";
import { MAX_DAYS, readSpending, type SpendingOfDays } from "../../../usecases/spending/read-spending.ts";
import { DayRange } from "../day-range.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { wrongField } from "../period-query.ts";
import { tokens } from "../presenters/values.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { idOf, json, Time } from "../schemas.ts";

const DayText = z.string().openapi({ format: "date", example: "2026-11-23" });

const Query = z.object({
  from: DayRange.from.optional().openapi({ description: "The first day. Default: 30 days." }),
  to: DayRange.to.optional().openapi({ description: "The last day. Default: today." }),
  zone: DayRange.zone,
});

const Spending = z
  .object({
    zone: z.string(),
    from: DayText,
    to: DayText.openapi({ description: "The last day." }),
    minutes: z.int(),
    tokens: z.int(),
    data: z
      .array(
        z.object({
          day: DayText,
          stream_id: idOf("str_"),
          title: z.string(),
          creator_id: z.string(),
          minutes: z.int(),
          tokens: z.int(),
        }),
      )
      .openapi({ description: "By day and stream: the newest day first. A minute is of the day it ended." }),
    truncated: z.boolean().openapi({ description: "There are more than 2,000: ask for fewer days." }),
    balances: z
      .array(z.object({ at: Time, tokens: z.int() }))
      .openapi({ description: "At the start of each day, and at the end or now." }),
  })
  .openapi("WalletSpending");

export function getWalletSpending(app: App, { guard, billing, wallet, clock }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/wallet/spending", {
    operationId: "getSpending",
    tag: "wallet",
    summary: "Watched minutes and tokens by stream and day",
    description: `With the balance along these days, at most ${MAX_DAYS}. Minutes are a second or so behind.`,
    request: { query: Query },
    responses: { 200: json(Spending, "What was spent"), ...problems("invalid_request", "too_old") },
  });
  app.openapi(route, async (c) => {
    const query = c.req.valid("query");
    const request = { viewerId: c.get("principal").userId, ...query };
    const found = await readSpending({ billing, wallet, clock }, request);
    if (!found) throw wrongField("to", `not before from, and at most ${MAX_DAYS} days in all`);
    return c.json(view(query.zone, found), 200);
  });
}

const view = (zoneName: string, found: SpendingOfDays) => ({
  zone: zoneName,
  from: dayText(found.from),
  to: dayText(found.to),
  minutes: found.minutes,
  tokens: tokens(found.tokens),
  data: found.streamDays.map((one) => ({
    day: dayText(one.day),
    stream_id: one.streamId,
    title: one.title,
    creator_id: one.creatorId,
    minutes: one.minutes,
    tokens: tokens(one.tokens),
  })),
  truncated: found.truncated,
  balances: found.balances.map(({ at, tokens: units }) => ({ at: at.toISOString(), tokens: tokens(units) })),
});

import { createRoute, z } from "@hono/zod-openapi";
import { streamEarnings } from "../../../usecases/stream-earnings.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { PeriodQuery } from "../period-query.ts";
import { problems } from "../problem.ts";
import { idOf, json, listOf, Money, PageQuery, page, Time } from "../schemas.ts";

const Query = PageQuery.extend({
  ...PeriodQuery,
  by: z
    .enum(["stream", "day"])
    .default("stream")
    .openapi({ description: "`day`: a row per stream and day (UTC)." }),
});

const Row = z
  .object({
    stream_id: idOf("str_"),
    title: z.string(),
    status: z.enum(["live", "ended"]),
    started_at: Time,
    ended_at: Time.nullable(),
    day: z.string().nullable().openapi({
      format: "date",
      example: "2026-11-23",
      description: "A day of UTC's; null where rows are per stream.",
    }),
    earned: Money,
    viewer_minutes: z.int(),
    viewers: z.int().openapi({ description: "Watching now." }),
    per_minute: Money.openapi({ description: "Earned a minute now." }),
  })
  .openapi("EarningsByStream");

export function getEarningsStreams(app: App, { guard, wallet, billing }: RouteDeps): void {
  const route = createRoute({
    method: "get",
    path: "/api/earnings/streams",
    middleware: guard("GET /api/earnings/streams"),
    summary: "What each stream earned, newest streams first",
    description:
      "Streams that earned something in the period, which is of whole hours; without `from` everything. With `by=day` each of them has a row per day, newest first.",
    request: { query: Query },
    responses: {
      200: json(listOf(Row), "A page of streams or of their days"),
      ...problems("invalid_request"),
    },
  });
  app.openapi(route, async (c) => {
    const { limit, cursor = "", from, to, by } = c.req.valid("query");
    const creatorId = c.get("principal").userId;
    const query = { creatorId, from, to, byDay: by === "day", limit, cursor };
    const { rows, nextCursor } = await streamEarnings({ wallet, billing }, query, new Date());
    return c.json(page(rows, nextCursor), 200);
  });
}

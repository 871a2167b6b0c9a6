import { z } from "@hono/zod-openapi";
import { listStreamEarnings } from "../../../usecases/earnings/list-stream-earnings.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { PeriodQuery } from "../period-query.ts";
import { streamEarningsView } from "../presenters/earnings.ts";
import { page } from "../presenters/values.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { idOf, json, listOf, Money, PageQuery, Time } from "../schemas.ts";

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
      description: "A day in UTC; null for rows per stream.",
    }),
    earned: Money,
    viewer_minutes: z.int(),
    viewers: z.int().openapi({ description: "Open sessions." }),
    per_minute: Money.openapi({ description: "Earned a minute now." }),
  })
  .openapi("EarningsByStream");

export function getEarningsStreams(app: App, { guard, wallet, billing, clock }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/earnings/streams", {
    operationId: "listStreamEarnings",
    tag: "earnings",
    summary: "What each stream earned, newest streams first",
    description:
      "Streams with earnings in the period, which is of whole hours; without `from` since the beginning. With `by=day` each stream has a row per day, newest first.",
    request: { query: Query },
    responses: {
      200: json(listOf(Row), "A page of streams or of their days"),
      ...problems("invalid_request"),
    },
  });
  app.openapi(route, async (c) => {
    const { limit, cursor, from, to, by } = c.req.valid("query");
    const creatorId = c.get("principal").userId;
    const query = { creatorId, from, to, byDay: by === "day", limit, cursor };
    const { items, nextCursor } = await listStreamEarnings({ wallet, billing, clock }, query);
    return c.json(page(items.map(streamEarningsView), nextCursor), 200);
  });
}

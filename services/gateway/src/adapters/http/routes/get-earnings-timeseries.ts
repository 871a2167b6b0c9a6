import { createRoute, z } from "@hono/zod-openapi";
import { INTERVALS, MAX_POINTS } from "../../../domain/period.ts";
import { earningsSeries } from "../../../usecases/earnings-series.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { streamId } from "../ids.ts";
import { PeriodQuery, wrongField } from "../period-query.ts";
import { problems } from "../problem.ts";
import { idOf, json, Money, Time } from "../schemas.ts";

const Query = z.object({
  interval: z.enum(INTERVALS).default("day"),
  ...PeriodQuery,
  stream_id: z.string().optional().openapi({ description: "Only this stream of one's own." }),
});

const Series = z
  .object({
    interval: z.enum(INTERVALS),
    time_zone: z.literal("UTC"),
    from: Time.openapi({ description: "The start of the first point." }),
    to: Time.openapi({ description: "The end of the last point." }),
    stream_id: idOf("str_").nullable(),
    earned: Money.openapi({ description: "The sum of the points." }),
    viewer_minutes: z.int(),
    points: z
      .array(z.object({ start: Time, earned: Money, viewer_minutes: z.int() }))
      .openapi({ description: "Every interval of the period, also those in which nothing was earned." }),
  })
  .openapi("EarningsTimeseries");

export function getEarningsTimeseries(app: App, { guard, wallet, billing }: RouteDeps): void {
  const route = createRoute({
    method: "get",
    path: "/api/earnings/timeseries",
    middleware: guard("GET /api/earnings/timeseries"),
    summary: "What was earned per hour, day or month",
    description: `Intervals are UTC's and whole: \`from\` is moved to the start of its interval, \`to\` to the end of its. Without them: the last 24 hours, 30 days or 12 months. At most ${MAX_POINTS} points.`,
    request: { query: Query },
    responses: {
      200: json(Series, "The series"),
      ...problems("invalid_request", "stream_not_found"),
    },
  });
  app.openapi(route, async (c) => {
    const { interval, from, to, stream_id } = c.req.valid("query");
    const series = await earningsSeries(
      { wallet, billing },
      {
        creatorId: c.get("principal").userId,
        streamId: stream_id === undefined ? "" : streamId(stream_id),
        interval,
        from,
        to,
      },
      new Date(),
    );
    if (series === "too_many") throw wrongField("from", `at most ${MAX_POINTS} points`);
    return c.json(series, 200);
  });
}

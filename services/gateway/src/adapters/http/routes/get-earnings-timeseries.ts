import { z } from "@hono/zod-openapi";
import { INTERVALS, MAX_POINTS } from "../../../domain/period.ts";
import { readSeries } from "../../../usecases/earnings/read-series.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { streamId } from "../ids.ts";
import { wrongField, ZonedPeriodQuery, zonedPeriod } from "../period-query.ts";
import { seriesView } from "../presenters/earnings.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { idOf, json, Money, Time } from "../schemas.ts";

const Query = z.object({
  interval: z.enum(INTERVALS).default("day"),
  ...ZonedPeriodQuery,
  stream_id: z.string().optional().openapi({ description: "Only this stream of the creator." }),
});

const Series = z
  .object({
    interval: z.enum(INTERVALS),
    time_zone: z.string(),
    from: Time.openapi({ description: "The start of the first point." }),
    to: Time.openapi({ description: "The end of the last point." }),
    stream_id: idOf("str_").nullable(),
    earned: Money.openapi({ description: "The sum of the points." }),
    viewer_minutes: z.int(),
    points: z
      .array(z.object({ start: Time, earned: Money, viewer_minutes: z.int() }))
      .openapi({ description: "Every interval of the period, also those without earnings." }),
  })
  .openapi("EarningsTimeseries");

export function getEarningsTimeseries(app: App, { guard, wallet, billing, clock }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/earnings/timeseries", {
    operationId: "getEarningsTimeseries",
    tag: "earnings",
    summary: "What was earned per hour, day or month",
    description: `Whole intervals by the clocks of \`zone\`: \`from\` moves to the start of its interval, \`to\` to the end. Default: the last 24 hours, 30 days or 12 months. At most ${MAX_POINTS} points.`,
    request: { query: Query },
    responses: {
      200: json(Series, "The series"),
      ...problems("invalid_request", "stream_not_found"),
    },
  });
  app.openapi(route, async (c) => {
    const { interval, stream_id, ...asked } = c.req.valid("query");
    const only = stream_id === undefined ? undefined : streamId(stream_id);
    const request = { creatorId: c.get("principal").userId, streamId: only, interval };
    const series = await readSeries(
      { wallet, billing, clock },
      { ...request, ...zonedPeriod(asked), zone: asked.zone },
    );
    if (!series) throw wrongField("from", `at most ${MAX_POINTS} points`);
    return c.json(seriesView(series), 200);
  });
}

import { z } from "@hono/zod-openapi";
import { traceMinutes } from "../../../usecases/admin/trace-minutes.ts";
import { namesOf } from "../../../usecases/people/names-of.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { streamId } from "../ids.ts";
import { personName } from "../person-name.ts";
import { tracedMinute } from "../presenters/trace.ts";
import { page } from "../presenters/values.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { IdParam, json, listOf, Money, PageQuery, Time } from "../schemas.ts";

const Query = PageQuery.pick({ cursor: true }).extend({
  stream_id: z.string(),
  day: z.iso.date().openapi({ description: "A day (UTC) of the trail.", example: "2026-11-23" }),
});

const Minute = z
  .object({
    session_id: z.string(),
    minute: z.int(),
    viewer_id: z.string(),
    viewer_name: personName,
    tokens: z.int(),
    amount: Money.openapi({ description: "What the minute earned." }),
    posted_at: Time,
    shared: z.boolean().openapi({
      description:
        "At an end of the payout's earnings: another payout spends a part of it or its neighbours.",
    }),
  })
  .openapi("TracedMinute");

export function getAdminTraceMinutes(app: App, deps: RouteDeps): void {
  const { guard, wallet, billing, directory, log } = deps;
  const route = routeFor(guard, "GET /api/admin/trace/{id}/minutes", {
    operationId: "traceMinutes",
    tag: "admin",
    summary: "The minutes of one stream and day that earned a payout",
    description:
      "By sessions, newest first: a page can be empty and still have a next one. Minutes that are archived are missing.",
    request: { params: IdParam, query: Query },
    responses: {
      200: json(listOf(Minute), "A page of minutes"),
      ...problems(
        "invalid_request",
        "not_found",
        "hold_not_found",
        "withdrawal_not_found",
        "stream_not_found",
      ),
    },
  });
  const withdrawals = deps.settings.hasWithdrawals ? deps.withdrawals : undefined;
  app.openapi(route, async (c) => {
    const { id } = c.req.valid("param");
    const { stream_id, day, cursor } = c.req.valid("query");
    const request = { id, streamId: streamId(stream_id), day: new Date(day), cursor };
    const { items, nextCursor } = await traceMinutes({ wallet, billing, withdrawals }, request);
    const names = await namesOf(
      { directory, log },
      items.map(({ viewerId }) => viewerId),
    );
    return c.json(
      page(
        items.map((minute) => tracedMinute(minute, names)),
        nextCursor,
      ),
      200,
    );
  });
}

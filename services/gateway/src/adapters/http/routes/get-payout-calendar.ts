import { z } from "@hono/zod-openapi";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { calendarView } from "../presenters/schedules.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { CalendarItemResource, DateText } from "../schedule-resources.ts";
import { json } from "../schemas.ts";

const DAY_MS = 86_400_000;
const MOST_DAYS = 366;
const DEFAULT_DAYS = 42;
const [FIRST_DAY, LAST_DAY] = ["2000-01-01", "9998-12-31"];
const day = DateText.refine(
  (text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && isDay(text) && text >= FIRST_DAY && text <= LAST_DAY,
  `a day as 2026-12-04, from ${FIRST_DAY} to ${LAST_DAY}`,
).optional();

function isDay(text: string): boolean {
  const at = Date.parse(text);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

const Query = z
  .object({ from: day, to: day })
  .refine(({ from, to }) => !from || !to || (from <= to && daysBetween(from, to) <= MOST_DAYS), {
    path: ["to"],
    message: `not before \`from\`, and at most ${MOST_DAYS} days later`,
  });

const daysBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / DAY_MS;
/** Within the bounds. */
function dayAfter(text: string, days: number): string {
  const at = new Date(Date.parse(text) + days * DAY_MS).toISOString().slice(0, 10);
  if (at < FIRST_DAY) return FIRST_DAY;
  if (at > LAST_DAY) return LAST_DAY;
  return at;
}

export function getPayoutCalendar(app: App, { guard, schedules, clock }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/payout-calendar", {
    operationId: "getPayoutCalendar",
    tag: "withdrawals",
    summary: "What happens to a creator's money, day by day",
    description:
      "Runs (past and planned, in the schedule's zone), amounts that become available (UTC), arrivals and bank holidays (New York), and the ends of a payout method's lock. Without `from` today, without `to` six weeks.",
    request: { query: Query },
    responses: {
      200: json(z.object({ data: z.array(CalendarItemResource) }), "In the order of the days"),
      ...problems("invalid_request"),
    },
  });
  app.openapi(route, async (c) => {
    const query = c.req.valid("query");
    const today = new Date(clock.now()).toISOString().slice(0, 10);
    const from = query.from ?? (query.to ? dayAfter(query.to, -DEFAULT_DAYS) : today);
    const to = query.to ?? dayAfter(from, DEFAULT_DAYS);
    const items = await schedules.getCalendar({ creatorId: c.get("principal").userId, from, to });
    return c.json({ data: items.map(calendarView) }, 200);
  });
}

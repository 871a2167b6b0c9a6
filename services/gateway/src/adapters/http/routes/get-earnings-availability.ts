import { z } from "@hono/zod-openapi";
import { ownerOf } from "../../../usecases/owner.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { availabilityView } from "../presenters/availability.ts";
import { problems } from "../problem.ts";
import { EarningsTermsShape } from "../resources.ts";
import { routeFor } from "../route.ts";
import { json, Money, Time, userId } from "../schemas.ts";

const Day = z.string().openapi({ format: "date", example: "2026-12-08" });

const Availability = z
  .object({
    as_of: Time,
    balance: Money,
    available: Money.openapi({ description: "What can be withdrawn now." }),
    held_for_withdrawals: Money,
    debt: Money.openapi({ description: "What the creator owes the platform." }),
    withheld_for_debt: Money,
    upcoming: z.array(
      z.object({
        amount: Money,
        available_on: Day.openapi({ description: "Available from the start of this day (UTC)." }),
        earned_on: Day,
        kind: z.enum(["maturing", "reserve"]),
      }),
    ),
    policy: z.object(EarningsTermsShape).openapi({ description: "In force now." }),
  })
  .openapi("EarningsAvailability");

const DESCRIPTION = `A day's earnings (UTC) can be withdrawn \`hold_days\` after its end, and a part of them after \`reserve_days\`.

To the cent: \`balance\` = \`available\` + \`withheld_for_debt\` + \`held_for_withdrawals\` + the amounts of \`upcoming\`.
A date never moves later. What is taken back meanwhile comes out of the amounts that are available first.
The creator's own; an admin names a creator with \`user_id\`.`;

export function getEarningsAvailability(app: App, { guard, wallet }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/earnings/availability", {
    operationId: "getEarningsAvailability",
    tag: "earnings",
    summary: "What a creator can withdraw, and when the rest follows",
    description: DESCRIPTION,
    request: { query: z.object({ user_id: userId.optional() }) },
    responses: { 200: json(Availability, "The amounts"), ...problems("invalid_request", "not_found") },
  });
  app.openapi(route, async (c) => {
    const creatorId = ownerOf(c.get("principal"), c.req.valid("query").user_id);
    return c.json(availabilityView(await wallet.getAvailability(creatorId)), 200);
  });
}

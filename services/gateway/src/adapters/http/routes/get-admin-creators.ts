import { z } from "@hono/zod-openapi";
import { USER_ID } from "@metercast/contracts";
import { MetercastError } from "@metercast/runtime";
import { readCreatorRecord } from "../../../usecases/admin/read-creator-record.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { creatorView } from "../presenters/admin.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { IdParam, json, Money } from "../schemas.ts";

const Sum = z.object({ count: z.int(), amount: Money });

const Creator = z
  .object({
    id: z.string(),
    earned: Money.openapi({ description: "In all." }),
    viewer_minutes: z.int(),
    available: Money,
    held: Money,
    withdrawals: z
      .object({
        paid: Sum,
        refused: Sum,
        returned: Sum,
        complete: z.boolean().openapi({ description: "False: older ones are not counted." }),
      })
      .nullable()
      .openapi({ description: "Of the newest hundred; null: there is no withdrawals service." }),
    payouts_paused: z
      .object({
        by: z.string().openapi({ example: "admin", description: "creator or admin" }),
        reason: z.string().nullable().openapi({ description: "The admin's." }),
      })
      .nullable(),
  })
  .openapi("CreatorRecord");

export function getAdminCreators(app: App, deps: RouteDeps): void {
  const { guard, wallet, settings } = deps;
  const route = routeFor(guard, "GET /api/admin/creators/{id}", {
    operationId: "getCreatorRecord",
    tag: "admin",
    summary: "A creator's record, for decisions on their withdrawals",
    description: "Users are not registered here: a user without earnings has a record of zeros.",
    request: { params: IdParam },
    responses: { 200: json(Creator, "The record"), ...problems("not_found") },
  });
  app.openapi(route, async (c) => {
    const { id } = c.req.valid("param");
    if (!USER_ID.test(id)) throw new MetercastError("not_found");
    const { withdrawals, schedules } = settings.hasWithdrawals
      ? deps
      : { withdrawals: undefined, schedules: undefined };
    const ports = { wallet, withdrawals, schedules };
    return c.json(creatorView(await readCreatorRecord(ports, id)), 200);
  });
}

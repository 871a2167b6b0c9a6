import { createRoute, z } from "@hono/zod-openapi";
import { USER_ID } from "@metercast/contracts";
import { MetercastError } from "@metercast/runtime";
import { creatorRecord } from "../../../usecases/creator-record.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { problems } from "../problem.ts";
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
  })
  .openapi("CreatorRecord");

export function getAdminCreators(app: App, { guard, wallet, withdrawals, settings }: RouteDeps): void {
  const route = createRoute({
    method: "get",
    path: "/api/admin/creators/{id}",
    middleware: guard("GET /api/admin/creators/{id}"),
    summary: "A creator's record, to decide by",
    description: "Users aren't registered here: whoever never earned anything has a record of zeros.",
    request: { params: IdParam },
    responses: { 200: json(Creator, "The record"), ...problems("not_found") },
  });
  app.openapi(route, async (c) => {
    const { id } = c.req.valid("param");
    if (!USER_ID.test(id)) throw new MetercastError("not_found");
    const ports = { wallet, withdrawals: settings.hasWithdrawals ? withdrawals : undefined };
    return c.json(await creatorRecord(ports, id), 200);
  });
}

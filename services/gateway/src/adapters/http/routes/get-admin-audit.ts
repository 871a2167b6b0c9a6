import { z } from "@hono/zod-openapi";
import { namesOf } from "../../../usecases/people/names-of.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { PeriodQuery, wrongField } from "../period-query.ts";
import { personName } from "../person-name.ts";
import { auditView } from "../presenters/admin.ts";
import { page } from "../presenters/values.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { json, listOf, PageQuery, Time, text, userId } from "../schemas.ts";

const Query = PageQuery.extend({
  ...PeriodQuery,
  actor_id: userId.optional(),
  action: z
    .string()
    .regex(/^[a-z_.]{1,64}$/, "such as withdrawal.approve")
    .optional(),
  object_id: text(255).optional().openapi({ description: "The object of the act." }),
});

const AuditRow = z
  .object({
    id: z.string(),
    at: Time,
    actor_id: z.string(),
    actor_name: personName,
    action: z.string().openapi({
      example: "withdrawal.approve",
      description:
        "withdrawal.approve, withdrawal.reject, withdrawal.mark_paid, withdrawal.mark_failed, adjustment.posted, adjustment.requested, rate.set, rate.requested, act.confirm, act.decline, payouts.freeze, payouts.unfreeze, withdrawal_minimum.set, person_note.written, person.erased or stream.end",
    }),
    object_type: z.string().openapi({ example: "withdrawal" }),
    object_id: z.string(),
    object_name: personName,
    request_id: z.string().openapi({ description: "The Request-Id of the answer." }),
    detail: z.record(z.string(), z.unknown()).openapi({ description: "The request, with its reason." }),
  })
  .openapi("AuditRow");

const CURSOR = /^\d{1,18}$/;

export function getAdminAudit(app: App, { guard, audit, directory, log }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/admin/audit", {
    operationId: "listAudit",
    tag: "admin",
    summary: "Acts of people, newest first",
    description:
      "Everything that admins did: approvals, rejections, payments by hand, adjustments, rates, confirmed and declined acts, freezes, waivers, ended streams. Rows are never changed or deleted.",
    request: { query: Query },
    responses: { 200: json(listOf(AuditRow), "A page of the log"), ...problems("invalid_request") },
  });
  app.openapi(route, async (c) => {
    const { limit, cursor, from, to, actor_id: actor, action, object_id: objectId } = c.req.valid("query");
    if (cursor !== undefined && !CURSOR.test(cursor)) throw wrongField("cursor", "take it from next_cursor");
    const before = cursor === undefined ? undefined : BigInt(cursor);
    const rows = await audit.list({ actor, action, objectId, from, to, before, limit: limit + 1 });
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    const people = shown.flatMap(({ actor, objectId }) => [actor, objectId]);
    const names = await namesOf({ directory, log }, people);
    return c.json(
      page(
        shown.map((row) => auditView(row, names)),
        last && String(last.id),
      ),
      200,
    );
  });
}

import { z } from "@hono/zod-openapi";
import { USER_ID } from "@metercast/contracts";
import { MetercastError } from "@metercast/runtime";
import { erasePersonalData, exportPersonalData } from "../../../usecases/people/personal-data.ts";
import type { RouteDeps } from "../deps.ts";
import { type App, requestInfo } from "../env.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { IdParam, json } from "../schemas.ts";

const Data = z
  .object({
    person_id: z.string(),
    tables: z.record(z.string(), z.array(z.record(z.string(), z.unknown()))).openapi({
      description: "A list of rows for each table; secrets of browsers and mails are left out.",
    }),
  })
  .openapi("NotificationData");

/** A person's data in notifications, for requests under the GDPR. */
export function adminPeople(app: App, deps: RouteDeps): void {
  exportData(app, deps);
  erase(app, deps);
}

function personId(id: string): string {
  if (!USER_ID.test(id)) throw new MetercastError("not_found");
  return id;
}

function exportData(app: App, { guard, people, audit }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/admin/people/{id}/notification-data", {
    operationId: "exportNotificationData",
    tag: "admin",
    summary: "Everything that notifications store of a person",
    description: "Address and roles as tokens had them, preferences, inbox, deliveries. Audited.",
    request: { params: IdParam },
    responses: { 200: json(Data, "The rows"), ...problems("not_found") },
  });
  app.openapi(route, async (c) => {
    const id = personId(c.req.valid("param").id);
    const tables = await exportPersonalData({ people, audit }, id, c.get("principal"), requestInfo(c));
    return c.json({ person_id: id, tables } as z.infer<typeof Data>, 200);
  });
}

function erase(app: App, { guard, people, audit, seenPeople }: RouteDeps): void {
  const route = routeFor(guard, "DELETE /api/admin/people/{id}/notification-data", {
    operationId: "eraseNotificationData",
    tag: "admin",
    summary: "Erases everything that notifications store of a person",
    description:
      "The ledger keeps its entries under the person's id. A later request of the person stores what its token says again: close the account first. Audited.",
    request: { params: IdParam },
    responses: { 204: { description: "Erased" }, ...problems("not_found") },
  });
  app.openapi(route, async (c) => {
    const id = personId(c.req.valid("param").id);
    await erasePersonalData(
      { people, audit, forget: seenPeople.forget },
      id,
      c.get("principal"),
      requestInfo(c),
    );
    return c.body(null, 204);
  });
}

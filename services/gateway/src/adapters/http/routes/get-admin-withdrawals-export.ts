import { z } from "@hono/zod-openapi";
import { exportQueue, MOST_EXPORTED } from "../../../usecases/queue/export-queue.ts";
import { csvBody } from "../csv.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { EXPORT_COLUMNS, exportCells } from "../presenters/queue-export.ts";
import type { Cell } from "../presenters/statement.ts";
import { problems } from "../problem.ts";
import { ExportQuery, queueFilter, queueOrder } from "../queue-query.ts";
import { routeFor } from "../route.ts";

const DESCRIPTION = `Every withdrawal that the filters of GET /api/withdrawals leave, in the same order, at most ${MOST_EXPORTED}: \`${EXPORT_COLUMNS.join(",")}\`.
It is UTF-8 with a byte order mark; every text is in quotes, and a text that a spreadsheet would read as a formula begins with \`'\`. Where it breaks off, so does the connection.`;

export function getAdminWithdrawalsExport(app: App, { guard, queue, clock, log }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/admin/withdrawals/export.csv", {
    operationId: "exportWithdrawals",
    tag: "admin",
    summary: "Withdrawals as a file",
    description: DESCRIPTION,
    request: { query: ExportQuery },
    responses: {
      200: { description: "The file", content: { "text/csv": { schema: z.string() } } },
      ...problems("invalid_request"),
    },
  });
  app.openapi(route, async (c) => {
    const { separator, ...query } = c.req.valid("query");
    const asked = { filter: queueFilter(query), ...queueOrder(query), actorId: c.get("principal").userId };
    const items = exportQueue({ queue }, asked);
    // Before the answer's headers: while the service is down the client gets a problem, no empty file.
    const first = await items.next();
    const lines = async function* (): AsyncGenerator<readonly Cell[]> {
      yield EXPORT_COLUMNS;
      if (first.done) return;
      yield exportCells(first.value);
      for await (const item of items) yield exportCells(item);
    };
    const body = csvBody(
      lines(),
      (error) => log.error({ err: error, request_id: c.get("requestId") }, "an export broke off"),
      { separator },
    );
    const day = new Date(clock.now()).toISOString().slice(0, 10);
    return c.body(body, 200, {
      "Content-Type": "text/csv; charset=utf-8; header=present",
      "Content-Disposition": `attachment; filename="withdrawals-${day}.csv"`,
    });
  });
}

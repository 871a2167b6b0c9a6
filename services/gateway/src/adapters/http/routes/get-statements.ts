import { z } from "@hono/zod-openapi";
import { zonedTime } from "@metercast/calendar";
import type { Logger } from "@metercast/runtime";
import { ownerOf } from "../../../usecases/owner.ts";
import {
  readStatementSummary,
  type StatementSummaryRequest,
} from "../../../usecases/statements/read-statement-summary.ts";
import { readStatement, type StatementRow } from "../../../usecases/wallet/read-statement.ts";
import { csvBody, type Separator } from "../csv.ts";
import { DayRange, inOrder, NOT_IN_ORDER, periodOf } from "../day-range.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { type Cell, STATEMENT_COLUMNS, statementCells } from "../presenters/statement.ts";
import { statementSummaryView } from "../presenters/statement-summary.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { AssetName, userId } from "../schemas.ts";
import { statementPdf } from "../statement-pdf/statement-pdf.ts";
import { StatementSummaryResource } from "../statement-resources.ts";

const Query = z
  .object({
    ...DayRange,
    asset: AssetName.optional().openapi({
      description: "The account. Default: USD for creators, otherwise TOKEN.",
    }),
    format: z.enum(["json", "csv", "pdf"]).default("json"),
    separator: z.enum([",", ";"]).default(",").openapi({ description: "Of CSV." }),
    lang: z.enum(["en", "de", "es"]).default("en").openapi({ description: "Of the PDF." }),
    user_id: userId.optional().openapi({ description: "For admins: this user's." }),
  })
  .refine(inOrder, NOT_IN_ORDER);

const DESCRIPTION = `What an account earned, spent and was paid in some days of a zone's calendar: opening and closing balance, sums by kind, month and stream, and the transfers.

\`format=csv\` is every entry of the range, as \`GET /api/wallet/statement\` gives a month, with times in the zone. \`format=pdf\` is the summary on paper.`;

export function getStatements(app: App, deps: RouteDeps): void {
  const { guard, clock, log } = deps;
  const route = routeFor(guard, "GET /api/statements", {
    operationId: "getStatementSummary",
    tag: "wallet",
    summary: "A statement of any days, as JSON, CSV or PDF",
    description: DESCRIPTION,
    request: { query: Query },
    responses: {
      200: {
        description: "The statement",
        content: {
          "application/json": { schema: StatementSummaryResource },
          "text/csv": { schema: z.string() },
          "application/pdf": { schema: z.string().openapi({ format: "binary" }) },
        },
      },
      ...problems("invalid_request", "not_found", "too_old"),
    },
  });
  app.openapi(route, async (c) => {
    const { format, separator, lang, ...query } = c.req.valid("query");
    const principal = c.get("principal");
    const owner = ownerOf(principal, query.user_id);
    const request: StatementSummaryRequest = {
      userId: owner,
      asset: query.asset ?? (principal.roles.includes("creator") ? "USD" : "TOKEN"),
      period: periodOf(query),
      zone: query.zone,
    };
    const file = `statement-${request.asset}-${query.from}-to-${query.to}.${format}`;
    const attachment = { "Content-Disposition": `attachment; filename="${file}"` };
    if (format === "csv") {
      const body = await csvOf(deps, request, separator, brokeOff(log, c.get("requestId")));
      const type = { "Content-Type": "text/csv; charset=utf-8; header=present" };
      return c.body(body, 200, { ...type, ...attachment });
    }
    const summary = await readStatementSummary(deps, request);
    const now = new Date(clock.now());
    if (format === "json") return c.json(statementSummaryView(request, summary, now), 200);
    const name = owner === principal.userId ? principal.name : "";
    const pdf = await statementPdf({ ...query, ...request, name, lang, madeAt: now }, summary);
    return c.body(pdf, 200, { "Content-Type": "application/pdf", ...attachment });
  });
}

const brokeOff = (log: Logger, requestId: string) => (error: unknown) =>
  log.error({ err: error, request_id: requestId }, "a statement broke off");

/** The first row is read before the answer's headers, so that a failure is a problem and not an empty file. */
async function csvOf(
  { wallet }: Pick<RouteDeps, "wallet">,
  { userId: owner, asset, period, zone }: StatementSummaryRequest,
  separator: Separator,
  onError: (error: unknown) => void,
): Promise<ReadableStream<Uint8Array>> {
  const rows = readStatement({ wallet }, { userId: owner, asset, period });
  const first = await rows.next();
  return csvBody(lines(first, rows, asset, zone), onError, { separator });
}

async function* lines(
  first: IteratorResult<StatementRow>,
  rest: AsyncGenerator<StatementRow>,
  asset: "TOKEN" | "USD",
  zone: string,
): AsyncGenerator<readonly Cell[]> {
  yield STATEMENT_COLUMNS;
  if (!first.done) yield inZone(first.value, asset, zone);
  for await (const row of rest) yield inZone(row, asset, zone);
}

function inZone(row: StatementRow, asset: "TOKEN" | "USD", zone: string): readonly Cell[] {
  const [, ...cells] = statementCells(row, asset);
  return [zonedTime(row.type === "entry" ? row.entry.createdAt : row.at, zone), ...cells];
}

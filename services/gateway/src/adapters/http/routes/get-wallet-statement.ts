import { createRoute, z } from "@hono/zod-openapi";
import { monthPeriod } from "../../../domain/period.ts";
import {
  type Cell,
  STATEMENT_COLUMNS,
  type StatementLine,
  statementLines,
  statementPage,
} from "../../../usecases/statement.ts";
import { csvBody } from "../csv.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { whose } from "../owner.ts";
import { problems } from "../problem.ts";
import { EntryResource } from "../resources.ts";
import { Amount, AssetName, listOf, PageQuery, Time, userId } from "../schemas.ts";

const month = z
  .string()
  .transform((text, context) => {
    const period = monthPeriod(text);
    if (period) return { month: text, period };
    context.addIssue({ code: "custom", message: "a month such as 2026-11" });
    return z.NEVER;
  })
  .openapi({ type: "string", pattern: "^20\\d\\d-(0[1-9]|1[0-2])$", example: "2026-11" });

const Query = PageQuery.extend({
  month,
  asset: AssetName.optional().openapi({
    description: "Which of one's accounts. Default: USD for who is a creator, otherwise TOKEN.",
  }),
  format: z
    .enum(["json", "csv"])
    .optional()
    .openapi({ description: "Default: what `Accept` asks for, otherwise JSON." }),
  separator: z.enum([",", ";"]).default(",").openapi({
    description:
      "Of CSV. `;` for spreadsheets of countries that write decimals with a comma: amounts are then written so, too.",
  }),
  user_id: userId.optional().openapi({ description: "For admins: somebody's." }),
});

const Statement = z
  .object({
    user_id: z.string(),
    asset: AssetName,
    month: z.string().openapi({ example: "2026-11" }),
    time_zone: z.literal("UTC"),
    from: Time,
    to: Time.openapi({ description: "Not part of it." }),
    complete: z.boolean().openapi({ description: "The month is over." }),
    opening_balance: Amount,
    closing_balance: Amount,
    sums: z.array(z.object({ reference_type: z.string(), amount: Amount })).openapi({
      description: "Of the whole month, signed: with them the opening balance becomes the closing one.",
    }),
    ...listOf(EntryResource).shape,
  })
  .openapi("Statement");

const DESCRIPTION = `Every entry of an account in a month of UTC's, oldest first, between its opening and its closing balance.

JSON comes in pages; balances and sums are of the whole month on each of them, and the pages of one statement agree with each other while new entries arrive. CSV is the whole month in one
download: \`${STATEMENT_COLUMNS.join(",")}\`, with the opening balance as its first and the closing balance as its last line (\`limit\` and \`cursor\` have no meaning there).
It is UTF-8 with its mark, every text is in quotes, and a text that a spreadsheet would take for a formula begins with \`'\`.
An entry is in exactly one month, in the order in which the account took it.`;

export function getWalletStatement(app: App, { guard, wallet, log }: RouteDeps): void {
  const route = createRoute({
    method: "get",
    path: "/api/wallet/statement",
    middleware: guard("GET /api/wallet/statement"),
    summary: "A month of an account, as JSON or CSV",
    description: DESCRIPTION,
    request: { query: Query },
    responses: {
      200: {
        description: "The statement",
        content: { "application/json": { schema: Statement }, "text/csv": { schema: z.string() } },
      },
      ...problems("invalid_request", "not_found", "too_old"),
    },
  });
  app.openapi(route, async (c) => {
    const query = c.req.valid("query");
    const principal = c.get("principal");
    const account = {
      userId: whose(principal, query.user_id),
      asset: query.asset ?? (principal.roles.includes("creator") ? ("USD" as const) : ("TOKEN" as const)),
      ...query.month,
    };
    const format = query.format ?? (/\btext\/csv\b/i.test(c.req.header("Accept") ?? "") ? "csv" : "json");
    if (format === "json") {
      const { limit, cursor = "" } = query;
      return c.json(await statementPage(wallet, { ...account, limit, cursor }, new Date()), 200);
    }
    const lines = statementLines(wallet, account);
    // Before the answer's headers: where the wallet can't be asked the client gets a problem, not an empty file.
    const first = await lines.next();
    const body = csvBody(
      withHeader(first, lines),
      (error) => log.error({ err: error, request_id: c.get("requestId") }, "a statement broke off"),
      { separator: query.separator },
    );
    return c.body(body, 200, {
      "Content-Type": "text/csv; charset=utf-8; header=present",
      "Content-Disposition": `attachment; filename="statement-${account.asset}-${account.month}.csv"`,
    });
  });
}

async function* withHeader(
  first: IteratorResult<StatementLine>,
  rest: AsyncGenerator<StatementLine>,
): AsyncGenerator<readonly Cell[]> {
  yield STATEMENT_COLUMNS;
  if (!first.done) yield first.value;
  yield* rest;
}

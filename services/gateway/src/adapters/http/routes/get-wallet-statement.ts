import { z } from "@hono/zod-openapi";
import { monthPeriod } from "../../../domain/period.ts";
import { ownerOf } from "../../../usecases/owner.ts";
import { readStatement, type StatementRow } from "../../../usecases/wallet/read-statement.ts";
import { csvBody } from "../csv.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { type Cell, STATEMENT_COLUMNS, statementCells, statementView } from "../presenters/statement.ts";
import { problems } from "../problem.ts";
import { EntryResource } from "../resources.ts";
import { routeFor } from "../route.ts";
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
    description: "The account. Default: USD for creators, otherwise TOKEN.",
  }),
  format: z
    .enum(["json", "csv"])
    .optional()
    .openapi({ description: "Default: as `Accept` says, otherwise JSON." }),
  separator: z.enum([",", ";"]).default(",").openapi({
    description: "Of CSV. `;` for spreadsheets of countries with a decimal comma: amounts then have one too.",
  }),
  user_id: userId.optional().openapi({ description: "For admins: this user's." }),
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
      description: "Of the whole month, signed: opening balance plus sums is the closing balance.",
    }),
    ...listOf(EntryResource).shape,
  })
  .openapi("Statement");

const DESCRIPTION = `Every entry of an account in a month (UTC), oldest first, between its opening and its closing balance.

JSON comes in pages; balances and sums are of the whole month on each of them, and the pages of one statement agree while new entries arrive. CSV is the whole month in one
download: \`${STATEMENT_COLUMNS.join(",")}\`, with the opening balance as its first and the closing balance as its last row, without \`limit\` and \`cursor\`.
It is UTF-8 with a byte order mark; every text is in quotes, and a text that a spreadsheet would read as a formula begins with \`'\`.
An entry is in exactly one month, in the order of the account's versions.`;

export function getWalletStatement(app: App, { guard, wallet, clock, log }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/wallet/statement", {
    operationId: "getStatement",
    tag: "wallet",
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
      userId: ownerOf(principal, query.user_id),
      asset: query.asset ?? (principal.roles.includes("creator") ? ("USD" as const) : ("TOKEN" as const)),
      ...query.month,
    };
    const format = query.format ?? (/\btext\/csv\b/i.test(c.req.header("Accept") ?? "") ? "csv" : "json");
    if (format === "json") {
      const { limit, cursor } = query;
      const statement = await wallet.getStatement({ ...account, limit, cursor });
      return c.json(statementView(account, statement, new Date(clock.now())), 200);
    }
    const rows = readStatement({ wallet }, account);
    // Before the answer's headers: while the wallet is down the client gets a problem instead of an empty
    // file.
    const first = await rows.next();
    const body = csvBody(
      csvRows(first, rows, account.asset),
      (error) => log.error({ err: error, request_id: c.get("requestId") }, "a statement broke off"),
      { separator: query.separator },
    );
    return c.body(body, 200, {
      "Content-Type": "text/csv; charset=utf-8; header=present",
      "Content-Disposition": `attachment; filename="statement-${account.asset}-${account.month}.csv"`,
    });
  });
}

async function* csvRows(
  first: IteratorResult<StatementRow>,
  rest: AsyncGenerator<StatementRow>,
  asset: "TOKEN" | "USD",
): AsyncGenerator<readonly Cell[]> {
  yield STATEMENT_COLUMNS;
  if (!first.done) yield statementCells(first.value, asset);
  for await (const row of rest) yield statementCells(row, asset);
}

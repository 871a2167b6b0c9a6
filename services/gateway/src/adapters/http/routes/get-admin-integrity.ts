import { createRoute, z } from "@hono/zod-openapi";
import { tokens } from "../../../domain/amounts.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { problems } from "../problem.ts";
import { json, Time } from "../schemas.ts";

const Integrity = z
  .object({
    ok: z.boolean(),
    checked_at: Time.nullable(),
    checks: z.array(
      z.object({ name: z.string(), ok: z.boolean(), detail: z.string(), compared: z.int(), wrong: z.int() }),
    ),
  })
  .openapi("Integrity");

const Query = z.object({
  run: z
    .enum(["now"])
    .optional()
    .openapi({ description: "`now`: run the ledger's checks instead of giving the last run." }),
});

/** The whole books are read. */
const RUN_DEADLINE_MS = 25_000;

export function getAdminIntegrity(app: App, { guard, wallet, billing }: RouteDeps): void {
  const route = createRoute({
    method: "get",
    path: "/api/admin/integrity",
    middleware: guard("GET /api/admin/integrity"),
    summary: "Whether the books are right",
    request: { query: Query },
    responses: { 200: json(Integrity, "The last run, with its time"), ...problems("invalid_request") },
  });
  app.openapi(route, async (c) => {
    const runNow = c.req.valid("query").run === "now";
    const deadline = { deadlineMs: RUN_DEADLINE_MS };
    const [ledger, meter] = await Promise.all([
      wallet.getIntegrity({ runNow }, deadline),
      billing.getIntegrity({}, deadline),
    ]);
    const checks = [
      ...ledger.checks.map(({ name, ok, detail, compared, wrong }) => ({
        name,
        ok,
        detail,
        compared: tokens(compared),
        wrong: tokens(wrong),
      })),
      meterCheck(
        "session_states",
        meter.sessions,
        meter.contradictions,
        "sessions whose minutes or states contradict each other",
      ),
      meterCheck(
        "due_minutes_answered",
        meter.paidMinutes,
        meter.unansweredMinutes,
        "due minutes without an answer for over a minute",
      ),
    ];
    return c.json(
      { ok: checks.every(({ ok }) => ok), checked_at: ledger.checkedAt?.toISOString() ?? null, checks },
      200,
    );
  });
}

function meterCheck(name: string, compared: bigint, wrong: bigint, what: string) {
  return {
    name,
    ok: wrong === 0n,
    detail: wrong === 0n ? "" : `${wrong} ${what}`,
    compared: tokens(compared),
    wrong: tokens(wrong),
  };
}

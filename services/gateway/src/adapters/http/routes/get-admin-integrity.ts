import { createRoute, z } from "@hono/zod-openapi";
import { MetercastError } from "@metercast/runtime";
import { tokens } from "../../../domain/amounts.ts";
import type { Withdrawals } from "../../../ports.ts";
import { freezeView } from "../../../usecases/withdrawal-views.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { problems } from "../problem.ts";
import { json, orNull, Time } from "../schemas.ts";
import { FreezeResource } from "../withdrawal-resources.ts";

const Integrity = z
  .object({
    ok: z.boolean(),
    checked_at: Time.nullable(),
    checks: z.array(
      z.object({ name: z.string(), ok: z.boolean(), detail: z.string(), compared: z.int(), wrong: z.int() }),
    ),
    freeze: orNull(FreezeResource).openapi({
      description: "Whether payouts may start; null: there are none here.",
    }),
  })
  .openapi("Integrity");

const Query = z.object({
  run: z
    .enum(["now"])
    .optional()
    .openapi({ description: "`now`: run the checks instead of giving the last run." }),
});

/** The whole books are read. */
const RUN_DEADLINE_MS = 25_000;

export function getAdminIntegrity(
  app: App,
  { guard, wallet, billing, withdrawals, settings }: RouteDeps,
): void {
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
    const [ledger, meter, payouts] = await Promise.all([
      wallet.getIntegrity({ runNow }, deadline),
      billing.getIntegrity({}, deadline),
      settings.hasWithdrawals ? payoutSide(withdrawals, runNow) : undefined,
    ]);
    const checks = [
      ...ledger.checks.map(checkView),
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
      ...(payouts?.checks ?? []),
    ];
    const runs = [ledger.checkedAt, ...(payouts ? [payouts.checkedAt] : [])];
    return c.json(
      { ok: checks.every(({ ok }) => ok), checked_at: oldest(runs), checks, freeze: payouts?.freeze ?? null },
      200,
    );
  });
}

/** Withdrawals' own checks, and whether payouts may start. Where it is set up and away nobody can say that all is right: 503. */
async function payoutSide(withdrawals: Withdrawals, runNow: boolean) {
  const deadline = { deadlineMs: RUN_DEADLINE_MS };
  const { checks, checkedAt } = await withdrawals.getIntegrity({ runNow }, deadline);
  // After the checks: one that fails freezes.
  const { freeze } = await withdrawals.getFreeze({});
  if (!freeze) throw new MetercastError("internal", "withdrawals answered without the freeze");
  return { checks: checks.map(checkView), checkedAt, freeze: freezeView(freeze) };
}

/** All of it was checked since then; null where a part never was. */
function oldest(runs: readonly (Date | undefined)[]): string | null {
  const times = runs.filter((run) => run !== undefined).map((run) => run.getTime());
  return times.length < runs.length ? null : new Date(Math.min(...times)).toISOString();
}

interface Check {
  name: string;
  ok: boolean;
  detail: string;
  compared: bigint;
  wrong: bigint;
}

const checkView = ({ name, ok, detail, compared, wrong }: Check) => ({
  name,
  ok,
  detail,
  compared: tokens(compared),
  wrong: tokens(wrong),
});

function meterCheck(name: string, compared: bigint, wrong: bigint, what: string) {
  return {
    name,
    ok: wrong === 0n,
    detail: wrong === 0n ? "" : `${wrong} ${what}`,
    compared: tokens(compared),
    wrong: tokens(wrong),
  };
}

import { MetercastError } from "@metercast/runtime";
import { tokens } from "../domain/amounts.ts";
import type { Billing } from "../ports/billing.ts";
import type { Wallet } from "../ports/wallet.ts";
import type { Withdrawals } from "../ports/withdrawals.ts";
import { freezeView } from "./withdrawal-views.ts";

export interface IntegrityPorts {
  wallet: Pick<Wallet, "getIntegrity">;
  billing: Pick<Billing, "getIntegrity">;
  /** Undefined: there is no such service. */
  withdrawals: Pick<Withdrawals, "getIntegrity" | "getFreeze"> | undefined;
}

/** The whole books are read. */
const RUN_DEADLINE_MS = 25_000;

/** What every service says of its own books, as one answer. `runNow`: the checks are run instead of giving the last run; `whole`: over closed parts of the ledger too. */
export async function readIntegrity(
  { wallet, billing, withdrawals }: IntegrityPorts,
  { runNow, whole = false }: { runNow: boolean; whole?: boolean },
) {
  const deadline = { deadlineMs: RUN_DEADLINE_MS };
  const ledgerRun = wallet.getIntegrity({ runNow, whole }, deadline);
  const [ledger, meter, payouts] = await Promise.all([
    ledgerRun,
    billing.getIntegrity({}, deadline),
    // After the wallet's run, because it looks at that too.
    withdrawals && ledgerRun.then(() => payoutSide(withdrawals, runNow)),
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
  return {
    ok: checks.every(({ ok }) => ok),
    checked_at: oldest(runs),
    checks,
    freeze: payouts?.freeze ?? null,
  };
}

/** Withdrawals' own checks, and whether payouts may start. Where it is set up and away nobody can say that all is right: 503. */
async function payoutSide(withdrawals: NonNullable<IntegrityPorts["withdrawals"]>, runNow: boolean) {
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
  notRunSince: Date | undefined;
}

const checkView = ({ name, ok, detail, compared, wrong, notRunSince }: Check) => ({
  name,
  ok,
  detail,
  compared: tokens(compared),
  wrong: tokens(wrong),
  not_run_since: notRunSince?.toISOString() ?? null,
});

function meterCheck(name: string, compared: bigint, wrong: bigint, what: string) {
  return {
    name,
    ok: wrong === 0n,
    detail: wrong === 0n ? "" : `${wrong} ${what}`,
    compared: tokens(compared),
    wrong: tokens(wrong),
    not_run_since: null,
  };
}

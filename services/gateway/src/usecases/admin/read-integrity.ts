import type { Freeze, IntegrityCheck } from "../../domain/payouts.ts";
import type { Billing } from "../../ports/billing.ts";
import type { Payouts } from "../../ports/payouts.ts";
import type { Wallet } from "../../ports/wallet.ts";

export interface ReadIntegrityPorts {
  wallet: Pick<Wallet, "getIntegrity">;
  billing: Pick<Billing, "getIntegrity">;
  /** Undefined: there is no such service. */
  payouts: Pick<Payouts, "getIntegrity" | "getFreeze"> | undefined;
}

export interface IntegrityReport {
  ok: boolean;
  /** All of it was checked since then; undefined if a part never was. */
  checkedAt: Date | undefined;
  checks: IntegrityCheck[];
  freeze: Freeze | undefined;
}

/** A run reads the whole books. */
const RUN_DEADLINE_MS = 25_000;

/**
 * The checks of all services in one report. `runNow`: runs them instead of reporting the last run; `whole`:
 * closed ledger periods too. @throws unavailable if a service can't answer: then nobody can say that all is
 * right
 */
export async function readIntegrity(
  { wallet, billing, payouts }: ReadIntegrityPorts,
  { runNow, whole = false }: { runNow: boolean; whole?: boolean },
): Promise<IntegrityReport> {
  const options = { deadlineMs: RUN_DEADLINE_MS };
  const ledgerRun = wallet.getIntegrity({ runNow, whole }, options);
  const [ledger, meter, payoutRun] = await Promise.all([
    ledgerRun,
    billing.getIntegrity(options),
    // After the wallet's run, which the checks of withdrawals read.
    payouts && ledgerRun.then(() => payouts.getIntegrity({ runNow }, options)),
  ]);
  // After the checks: a failing one freezes.
  const freeze = await payouts?.getFreeze();
  const checks = [
    ...ledger.checks,
    meterCheck("session_states", {
      compared: meter.sessions,
      wrong: meter.contradictions,
      what: "sessions whose minutes or states contradict each other",
    }),
    meterCheck("due_minutes_answered", {
      compared: meter.paidMinutes,
      wrong: meter.unansweredMinutes,
      what: "due minutes without an answer for over a minute",
    }),
    ...(payoutRun?.checks ?? []),
  ];
  const runs = [ledger.checkedAt, ...(payoutRun ? [payoutRun.checkedAt] : [])];
  return { ok: checks.every(({ ok }) => ok), checkedAt: oldest(runs), checks, freeze };
}

function oldest(runs: readonly (Date | undefined)[]): Date | undefined {
  const times = runs.filter((run) => run !== undefined).map((run) => run.getTime());
  return times.length < runs.length ? undefined : new Date(Math.min(...times));
}

function meterCheck(
  name: string,
  { compared, wrong, what }: { compared: bigint; wrong: bigint; what: string },
): IntegrityCheck {
  const ok = wrong === 0n;
  return { name, ok, detail: ok ? "" : `${wrong} ${what}`, compared, wrong, notRunSince: undefined };
}

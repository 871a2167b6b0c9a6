import {
  type CheckOutcome,
  type IntegrityRun,
  isFresh,
  judgeRun,
  outcomeOf,
} from "@metercast/postgres/integrity";
import { type Clock, grouped } from "@metercast/runtime";
import type { Finding, FindingSource } from "../domain/finding.ts";
import type { Integrity } from "../ports/integrity.ts";
import type { StripeBalance } from "../ports/stripe-balance.ts";
import type { StripeCursor } from "../ports/stripe-cursor.ts";
import type { Wallet } from "../ports/wallet.ts";
import { bookBalanceTransactions } from "./book-balance-transactions.ts";
import { stripeAgrees, transitAgrees } from "./compare-balances.ts";
import { holdsAgree } from "./compare-holds.ts";
import type { FindingsReport } from "./report-findings.ts";

export interface CheckIntegrityPorts {
  integrity: Integrity;
  wallet: Wallet;
  report(report: FindingsReport): Promise<void>;
  stripeBalance: StripeBalance | undefined;
  cursor: StripeCursor;
  /** Cents at Stripe before the books began; undefined: not configured, so the balances can't be compared. */
  openingCents: bigint | undefined;
  staleMs: number;
  clock: Clock;
}

const MOST_WAITING = 1_000;

/** The checks, one run at a time; a caller gets a run that began after its call. */
export function integrityChecks(ports: CheckIntegrityPorts): () => Promise<IntegrityRun> {
  const run = grouped(MOST_WAITING, () => checkIntegrity(ports));
  return () => run(undefined);
}

/**
 * Checks withdrawals against themselves, the wallet's holds and Stripe's records, and reads the wallet's
 * own checks. A failing check that no admin has acknowledged exactly so stops new payouts.
 */
export async function checkIntegrity(ports: CheckIntegrityPorts): Promise<IntegrityRun> {
  const now = new Date(ports.clock.now());
  // The comparison with Stripe needs Stripe's own balance transactions in the books.
  const obstacle = await bookBalanceTransactions(ports).then(() => "", String);
  const wallet = await outcomeOf("wallet_checks_run", () => walletChecks(ports, now));
  const outcomes = [
    ...(await ports.integrity.ownChecks()),
    await outcomeOf("holds_agree", () => holdsAgree(ports)),
    await outcomeOf("in_transit_agrees", () => transitAgrees(ports)),
    await outcomeOf("stripe_agrees", () => stripeAgrees(ports, now, obstacle)),
    wallet,
  ];
  const run = judgeRun(outcomes, await ports.integrity.last(), now, ports.staleMs);
  await reportRun(ports, "withdrawals", run);
  await ports.integrity.keep(run);
  return run;
}

async function reportRun(
  { report, staleMs }: CheckIntegrityPorts,
  source: FindingSource,
  run: IntegrityRun,
): Promise<void> {
  const found = run.checks
    .filter(({ ok }) => !ok)
    .map(
      ({ name, fingerprint, detail, drift }): Finding => ({
        check: name,
        fingerprint,
        detail,
        ...(drift && { drift }),
      }),
    );
  const own = source === "withdrawals" && { countsForMs: staleMs };
  await report({ source, found, complete: true, ...own });
}

/**
 * The wallet runs its checks, and their findings are the wallet's. A missing run is a finding of
 * withdrawals.
 */
async function walletChecks(ports: CheckIntegrityPorts, now: Date): Promise<CheckOutcome> {
  const run = await ports.wallet.integrity();
  if (!isFresh(run, now, ports.staleMs))
    throw new Error(`the wallet's last run is of ${run.checkedAt.toISOString()}`);
  await reportRun(ports, "wallet", run);
  const compared = BigInt(run.checks.length);
  return { name: "wallet_checks_run", compared, wrong: 0n, detail: "", fingerprint: "" };
}

export interface CurrentIntegrityPorts extends Pick<CheckIntegrityPorts, "integrity" | "staleMs" | "clock"> {
  checkIntegrity(): Promise<IntegrityRun>;
}

/** The last run while it is fresh, else a new one. */
export async function currentIntegrity(ports: CurrentIntegrityPorts): Promise<IntegrityRun> {
  const { integrity, staleMs, clock, checkIntegrity } = ports;
  const last = await integrity.last();
  return last && isFresh(last, new Date(clock.now()), staleMs) ? last : checkIntegrity();
}

/**
 * Reports a finding where no run of the checks has ended for too long, counted from the start of this
 * process at the earliest.
 */
export async function watchChecks(
  {
    integrity,
    report,
    staleMs,
    clock,
  }: Pick<CheckIntegrityPorts, "integrity" | "report" | "staleMs" | "clock">,
  startedAt: Date,
): Promise<void> {
  const last = (await integrity.last())?.checkedAt ?? startedAt;
  const since = last < startedAt ? startedAt : last;
  if (isFresh({ checkedAt: since }, new Date(clock.now()), staleMs)) return;
  const detail = `no run of the checks has ended since ${since.toISOString()}`;
  const finding = { check: "checks_run", fingerprint: `not run since ${last.toISOString()}`, detail };
  await report({ source: "withdrawals", found: [finding], complete: false });
}

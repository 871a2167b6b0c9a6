import { formatAmount } from "@metercast/money";
import {
  type CheckOutcome,
  fingerprintOf,
  isFresh,
  judgeRun,
  outcomeOf,
} from "@metercast/postgres/integrity";
import { grouped } from "@metercast/runtime";
import type {
  Finding,
  FindingSource,
  FreezeSwitch,
  Integrity,
  IntegrityRun,
  OutsideView,
  StripeCursor,
  Wallet,
} from "../ports.ts";
import { bookMovements } from "./book-movements.ts";

export interface IntegrityPorts {
  integrity: Integrity;
  wallet: Wallet;
  freeze: FreezeSwitch;
  /** Undefined where no key is configured. */
  outside: OutsideView | undefined;
  cursor: StripeCursor;
  /** What was at Stripe before the books began; undefined: not told, so it can't be compared. */
  openingCents: bigint | undefined;
  /** A check without a verdict for so long fails. */
  staleMs: number;
}

/** GetHolds gives this many at once. */
const PAGE = 500;
/** A million withdrawals; a run must end. */
const MAX_PAGES = 2_000;
/** Between what Stripe did and the books' word for it. */
const YOUNG_MS = 600_000;

/** Everybody who asks while a run is under way. */
const MOST_ASKING = 1_000;

/** The checks, one run at a time, begun after they are asked for. */
export function integrityChecks(
  ports: IntegrityPorts,
  clock = () => new Date(),
): () => Promise<IntegrityRun> {
  const run = grouped(MOST_ASKING, () => checkIntegrity(ports, clock()));
  return () => run(undefined);
}

/**
 * Checks withdrawals against themselves, the wallet's holds and Stripe's records, and looks at the wallet's own checks. What fails and is not exactly what an admin has
 * acknowledged stops new payouts.
 */
export async function checkIntegrity(ports: IntegrityPorts, now: Date): Promise<IntegrityRun> {
  // Before Stripe is compared, what moved there by itself must be in the books.
  const obstacle = await bookMovements(ports, now).then(() => "", String);
  const wallet = await outcomeOf("wallet_checks_run", () => walletChecks(ports, now));
  const outcomes = [
    ...(await ports.integrity.ownChecks()),
    await outcomeOf("holds_agree", () => holdsAgree(ports)),
    await outcomeOf("in_transit_agrees", () => transitAgrees(ports)),
    await outcomeOf("stripe_agrees", () => stripeAgrees(ports, now, obstacle)),
    wallet,
  ];
  const run = judgeRun(outcomes, await ports.integrity.last(), now, ports.staleMs);
  await report(ports, "withdrawals", run);
  await ports.integrity.keep(run);
  return run;
}

async function report(
  { freeze, staleMs }: IntegrityPorts,
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
  await freeze.report({ source, found, complete: true, ...own });
}

/** The last run where it still counts, else a new one. */
export async function currentIntegrity(
  { integrity, staleMs, checkIntegrity }: IntegrityPorts & { checkIntegrity(): Promise<IntegrityRun> },
  now: Date,
): Promise<IntegrityRun> {
  const last = await integrity.last();
  return last && isFresh(last, now, staleMs) ? last : checkIntegrity();
}

/** That no run of the checks ends is a finding too. The time counts from the start of this process at the earliest. */
export async function watchRuns(
  { integrity, freeze, staleMs }: IntegrityPorts,
  startedAt: Date,
  now: Date,
): Promise<void> {
  const last = (await integrity.last())?.checkedAt ?? startedAt;
  const since = last < startedAt ? startedAt : last;
  if (isFresh({ checkedAt: since }, now, staleMs)) return;
  const detail = `no run of the checks has ended since ${since.toISOString()}`;
  const finding = { check: "checks_run", fingerprint: `not run since ${last.toISOString()}`, detail };
  await freeze.report({ source: "withdrawals", found: [finding], complete: false });
}

/** The wallet runs its checks: what they show is reported as the wallet's; that none comes is a finding of ours. */
async function walletChecks(ports: IntegrityPorts, now: Date): Promise<CheckOutcome> {
  const run = await ports.wallet.integrity();
  if (!isFresh(run, now, ports.staleMs))
    throw new Error(`the wallet's last run is of ${run.checkedAt.toISOString()}`);
  await report(ports, "wallet", run);
  return right("wallet_checks_run", BigInt(run.checks.length));
}

const right = (name: string, compared: bigint, detail = ""): CheckOutcome => ({
  name,
  compared,
  wrong: 0n,
  detail,
  fingerprint: "",
});

async function holdsAgree({ integrity, wallet }: IntegrityPorts): Promise<CheckOutcome> {
  let compared = 0n;
  let wrong = 0n;
  let detail = "";
  let all = "";
  let after = "00000000-0000-0000-0000-000000000000";
  for (let page = 0; page < MAX_PAGES; page++) {
    const ours = await integrity.holdsToCompare(after, PAGE);
    const last = ours.at(-1);
    if (!last) break;
    after = last.id;
    const theirs = new Map((await wallet.holds(ours.map(({ id }) => id))).map((hold) => [hold.id, hold]));
    for (const row of ours) {
      compared += 1n;
      if (row.status === "any") continue;
      const hold = theirs.get(row.id);
      const same = hold?.status === row.status && hold.amount === row.amount && hold.userId === row.userId;
      if (same) continue;
      wrong += 1n;
      const there = hold ? `${hold.status}, ${usd(hold.amount)} of ${hold.userId}` : "nothing";
      const line = `${row.id}: ${row.status}, ${usd(row.amount)} of ${row.userId} here, ${there} in the wallet`;
      all = fingerprintOf([all, line]);
      detail ||= line;
    }
    if (ours.length < PAGE) break;
  }
  const fingerprint = wrong === 0n ? "" : `${wrong}:${all}`;
  return { name: "holds_agree", detail, compared, wrong, fingerprint };
}

/** What the ledger says is on its way to creators is what is approved and not yet paid, but for what changed in the last ten minutes: no result was lost on its way to the books. */
async function transitAgrees({ integrity, wallet }: IntegrityPorts): Promise<CheckOutcome> {
  const { inTransit } = await wallet.outside();
  const { compared, cents, moved } = await integrity.inTransit();
  const detail = `in transit here ${usd(cents)}, in the books ${usd(inTransit)}`;
  return differing("in_transit_agrees", compared, cents - inTransit, moved, detail);
}

const usd = (cents: bigint) => formatAmount(cents, "USD");

/** Two sides agree where they differ by no more than what may be movement. */
function differing(
  name: string,
  compared: bigint,
  difference: bigint,
  tolerance: bigint,
  detail: string,
): CheckOutcome {
  const size = difference < 0n ? -difference : difference;
  if (size <= tolerance) return right(name, compared);
  const fingerprint = `differs by ${difference}`;
  return { name, compared, wrong: 1n, detail, fingerprint, drift: { difference, tolerance } };
}

/** What is at Stripe equals what the books say is there, but for what moved in the last ten minutes. What can't be compared gives no verdict. */
async function stripeAgrees(ports: IntegrityPorts, now: Date, obstacle: string): Promise<CheckOutcome> {
  const name = "stripe_agrees";
  if (!ports.outside) {
    if (!(await ports.integrity.usesStripe()))
      return right(name, 0n, "nothing to compare: no STRIPE_SECRET_KEY, and nobody was paid by Stripe");
    throw new Error("not compared: no STRIPE_SECRET_KEY");
  }
  if (ports.openingCents === undefined)
    throw new Error("not compared: STRIPE_OPENING_BALANCE_CENTS is not set");
  if (obstacle !== "") throw new Error(`not compared: ${obstacle}`);
  const { accounts, moved, returning } = await ports.integrity.stripeSide();
  const theirs = await ports.outside.total(accounts, new Date(now.getTime() - YOUNG_MS));
  const books = (await ports.wallet.outside()).atStripe + ports.openingCents + returning;
  const detail = `at Stripe ${usd(theirs.cents)}, in the books ${usd(books)}`;
  const compared = BigInt(accounts.length + 1);
  return differing(name, compared, theirs.cents - books, theirs.moved + moved, detail);
}

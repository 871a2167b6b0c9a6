import { formatAmount } from "@metercast/money";
import { grouped } from "@metercast/runtime";
import type {
  Check,
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
  /** What was at Stripe before the books began; undefined: not told, so not compared. */
  openingCents: bigint | undefined;
}

/** GetHolds gives this many at once. */
const PAGE = 500;
/** A million withdrawals; a run must end. */
const MAX_PAGES = 2_000;
/** Between what Stripe did and the books' word for it. */
const YOUNG_MS = 600_000;

/** Everybody who asks while a run is under way. */
const MOST_ASKING = 1_000;

/**
 * The checks, one run at a time, begun after they are asked for: two at once would each find as new what the other has found, and the slower one freeze
 * again after an admin has lifted it.
 */
export function integrityChecks(
  ports: IntegrityPorts,
  clock = () => new Date(),
): () => Promise<IntegrityRun> {
  const run = grouped(MOST_ASKING, () => checkIntegrity(ports, clock()));
  return () => run(undefined);
}

/** Checks withdrawals against themselves, the wallet's holds and Stripe's records; what is wrong stops new payouts until an admin lifts it. */
export async function checkIntegrity(ports: IntegrityPorts, now: Date): Promise<IntegrityRun> {
  // Before Stripe is compared, what moved there by itself must be in the books.
  const obstacle = await bookMovements(ports, now).then(() => "", String);
  const checks = [
    ...(await ports.integrity.ownChecks()),
    await holdsAgree(ports),
    await transitAgrees(ports),
    await stripeAgrees(ports, now, obstacle),
  ];
  const run = { ok: checks.every(({ ok }) => ok), checkedAt: now, checks };
  const before = wrongOf(await ports.integrity.last());
  // What an admin has seen and lifted does not freeze again by itself; something new does.
  const fresh = wrongOf(run).filter((name) => !before.includes(name));
  if (fresh.length > 0) await ports.freeze.set(true, "integrity", `failed: ${fresh.join(", ")}`);
  await ports.integrity.keep(run);
  return run;
}

const wrongOf = (run: IntegrityRun | undefined): string[] =>
  (run?.checks ?? []).filter(({ ok }) => !ok).map(({ name }) => name);

async function holdsAgree({ integrity, wallet }: IntegrityPorts): Promise<Check> {
  let compared = 0n;
  let wrong = 0n;
  let detail = "";
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
      detail ||= `${row.id}: ${row.status} here, ${hold?.status ?? "nothing"} in the wallet`;
    }
    if (ours.length < PAGE) break;
  }
  return { name: "holds_agree", ok: wrong === 0n, detail, compared, wrong };
}

/** What the ledger says is on its way to creators is what is approved and not yet paid, but for what changed in the last ten minutes: no result was lost on its way to the books. */
async function transitAgrees({ integrity, wallet }: IntegrityPorts): Promise<Check> {
  const { inTransit } = await wallet.outside();
  const { compared, cents, moved } = await integrity.inTransit();
  const ok = distance(inTransit, cents) <= moved;
  const detail = ok ? "" : `in transit here ${usd(cents)}, in the books ${usd(inTransit)}`;
  return { name: "in_transit_agrees", ok, detail, compared, wrong: ok ? 0n : 1n };
}

const usd = (cents: bigint) => formatAmount(cents, "USD");
const distance = (one: bigint, other: bigint) => (one < other ? other - one : one - other);

/** What is at Stripe equals what the books say is there, but for what moved in the last ten minutes. */
async function stripeAgrees(ports: IntegrityPorts, now: Date, obstacle: string): Promise<Check> {
  const name = "stripe_agrees";
  const skipped = (detail: string): Check => ({ name, ok: true, detail, compared: 0n, wrong: 0n });
  if (!ports.outside) return skipped("not compared: no STRIPE_SECRET_KEY");
  if (ports.openingCents === undefined)
    return skipped("not compared: STRIPE_OPENING_BALANCE_CENTS is not set");
  if (obstacle !== "") return skipped(`not compared: ${obstacle.slice(0, 200)}`);
  const { accounts, moved, returning } = await ports.integrity.stripeSide();
  try {
    const theirs = await ports.outside.total(accounts, new Date(now.getTime() - YOUNG_MS));
    const books = (await ports.wallet.outside()).atStripe + ports.openingCents + returning;
    const ok = distance(theirs.cents, books) <= theirs.moved + moved;
    const detail = ok ? "" : `at Stripe ${usd(theirs.cents)}, in the books ${usd(books)}`;
    return { name, ok, detail, compared: BigInt(accounts.length + 1), wrong: ok ? 0n : 1n };
  } catch (error) {
    // Stripe away is not Stripe wrong: payouts wait by themselves then.
    return skipped(`not compared: ${String(error).slice(0, 200)}`);
  }
}

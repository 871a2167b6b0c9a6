import { formatAmount } from "@metercast/money";
import type { CheckOutcome } from "@metercast/postgres/integrity";
import type { Integrity } from "../ports/integrity.ts";
import type { StripeBalance } from "../ports/stripe-balance.ts";
import type { Wallet } from "../ports/wallet.ts";

export interface ComparePorts {
  integrity: Integrity;
  wallet: Wallet;
  stripeBalance: StripeBalance | undefined;
  openingCents: bigint | undefined;
}

/** From a change at Stripe to its event in the books. */
const YOUNG_MS = 600_000;

/**
 * The ledger's money in transit to creators equals what is approved and not yet paid, except for changes of
 * the last ten minutes: no result was lost on its way to the books.
 */
export async function transitAgrees({
  integrity,
  wallet,
}: Omit<ComparePorts, "stripeBalance" | "openingCents">): Promise<CheckOutcome> {
  const { inTransit } = await wallet.outside();
  const { compared, cents, moved } = await integrity.inTransit();
  const detail = `in transit here ${usd(cents)}, in the books ${usd(inTransit)}`;
  return within({ name: "in_transit_agrees", compared, difference: cents - inTransit, moved, detail });
}

/**
 * The money at Stripe equals the books, except for what moved in the last ten minutes. Without a comparison
 * there is no verdict.
 */
export async function stripeAgrees(ports: ComparePorts, now: Date, obstacle: string): Promise<CheckOutcome> {
  const name = "stripe_agrees";
  if (!ports.stripeBalance) {
    if (await ports.integrity.usesStripe()) throw new Error("not compared: no STRIPE_SECRET_KEY");
    const detail = "nothing to compare: no STRIPE_SECRET_KEY, and nobody was paid by Stripe";
    return { name, compared: 0n, wrong: 0n, detail, fingerprint: "" };
  }
  if (ports.openingCents === undefined)
    throw new Error("not compared: STRIPE_OPENING_BALANCE_CENTS is not set");
  if (obstacle !== "") throw new Error(`not compared: ${obstacle}`);
  const { accounts, moved, returning } = await ports.integrity.stripeSide();
  const theirs = await ports.stripeBalance.total(accounts, new Date(now.getTime() - YOUNG_MS));
  const books = (await ports.wallet.outside()).atStripe + ports.openingCents + returning;
  return within({
    name,
    compared: BigInt(accounts.length + 1),
    difference: theirs.cents - books,
    moved: theirs.moved + moved,
    detail: `at Stripe ${usd(theirs.cents)}, in the books ${usd(books)}`,
  });
}

const usd = (cents: bigint) => formatAmount(cents, "USD");

interface Comparison {
  name: string;
  compared: bigint;
  difference: bigint;
  moved: bigint;
  detail: string;
}

/** Two sides agree where they differ by no more than what has just moved. */
function within({ name, compared, difference, moved, detail }: Comparison): CheckOutcome {
  const size = difference < 0n ? -difference : difference;
  if (size <= moved) return { name, compared, wrong: 0n, detail: "", fingerprint: "" };
  const drift = { difference, tolerance: moved };
  return { name, compared, wrong: 1n, detail, fingerprint: `differs by ${difference}`, drift };
}

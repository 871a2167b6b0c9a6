import { upTo, verdictOf } from "@metercast/stripe";
import type Stripe from "stripe";
import type { StripeBalance } from "../../ports/stripe-balance.ts";
import type { OwnBalanceTransaction } from "../../ports/wallet.ts";

/** The most entries of one list that a run reads; a run must end. */
const MAX_ENTRIES = 10_000;
/**
 * A bank transfer takes days. A payout that has been under way for longer than this is a difference to look
 * into.
 */
const PAYOUT_WINDOW_SECONDS = 30 * 86_400;
/**
 * Entries that nobody's payment, transfer or dispute explains: what Stripe takes for itself (an Express
 * account's payouts are paid for by the platform) …
 */
const FEES = ["stripe_fee", "stripe_fx_fee", "tax_fee", "network_cost"] as const;
/** … and the platform's own money, from its bank and back. */
const FUNDING = ["topup", "topup_reversal", "payout", "payout_failure", "payout_cancel"] as const;

/**
 * What Stripe itself says is there: the platform's balance, the connected ones, and payouts that have not
 * arrived. Stripe may ignore a filter, so each row is judged by its own fields; a filter only makes the
 * list shorter.
 */
export function stripeBalance(stripe: Stripe): StripeBalance {
  return {
    async total(accounts, since) {
      const all = [undefined, ...accounts];
      let cents = 0n;
      let moved = 0n;
      for (const account of all) {
        const on = account === undefined ? {} : { stripeAccount: account };
        const there = await balance(stripe, on).catch((error: unknown) => ifClosed(error, account));
        if (there === undefined) continue;
        cents += there;
        moved += await movedSince(stripe, on, since);
        if (account !== undefined)
          cents += await underWay(stripe, on, seconds(since) - PAYOUT_WINDOW_SECONDS);
      }
      return { cents, moved };
    },
    async ownBalanceTransactions(after) {
      // Stripe counts in seconds; what is of the very second in which the books began is in the opening
      // balance.
      const created = { gt: seconds(after) };
      const own: OwnBalanceTransaction[] = [];
      for (const type of [...FEES, ...FUNDING]) {
        for await (const entry of upTo(
          MAX_ENTRIES,
          stripe.balanceTransactions.list({ type, created, limit: 100 }),
        )) {
          const asked = entry.type === type && entry.created > created.gt && entry.currency === "usd";
          if (asked && (entry.amount !== 0 || entry.fee !== 0)) own.push(toOwn(entry));
        }
      }
      return own;
    },
  };
}

const seconds = (time: Date): number => Math.floor(time.getTime() / 1_000);

function toOwn({ id, type, amount, fee, net }: Stripe.BalanceTransaction): OwnBalanceTransaction {
  const isFee = FEES.some((name) => name === type);
  return isFee
    ? { id, fundingCents: 0n, feeCents: BigInt(-net) }
    : { id, fundingCents: BigInt(amount), feeCents: BigInt(fee) };
}

/** A closed account shows nobody its balance; what it took with it is a difference. @throws anything else */
function ifClosed(error: unknown, account: string | undefined): undefined {
  const verdict = verdictOf(error);
  if (account !== undefined && verdict.kind === "permanent" && verdict.why === "account_closed") return;
  throw error;
}

type On = { stripeAccount?: string };

async function balance(stripe: Stripe, on: On): Promise<bigint> {
  const { available, pending } = await stripe.balance.retrieve({}, on);
  return [...available, ...pending]
    .filter(({ currency }) => currency === "usd")
    .reduce((sum, { amount }) => sum + BigInt(amount), 0n);
}

/** For the books a payout leaves when it is paid; for Stripe when it is made. */
async function underWay(stripe: Stripe, on: On, since: number): Promise<bigint> {
  let sum = 0n;
  // Stripe documents no filter for payouts under way: `status` takes neither `in_transit` nor two values.
  for await (const payout of upTo(
    MAX_ENTRIES,
    stripe.payouts.list({ created: { gte: since }, limit: 100 }, on),
  )) {
    const isUnderWay = payout.status === "pending" || payout.status === "in_transit";
    if (isUnderWay && payout.currency === "usd") sum += BigInt(payout.amount);
  }
  return sum;
}

async function movedSince(stripe: Stripe, on: On, since: Date): Promise<bigint> {
  const created = { gte: seconds(since) };
  let sum = 0n;
  for await (const entry of upTo(MAX_ENTRIES, stripe.balanceTransactions.list({ created, limit: 100 }, on))) {
    if (entry.created >= created.gte && entry.currency === "usd") sum += BigInt(Math.abs(entry.net));
  }
  return sum;
}

import type Stripe from "stripe";
import type { OutsideView, OwnMovement } from "../../ports.ts";

/** Entries of ten minutes on one balance; more of them are a difference that is not explained. */
const MAX_ENTRIES = 10_000;
/** Entries that nobody's payment, transfer or dispute explains: what Stripe takes for itself (an Express account's payouts are paid for by the platform) … */
const FEES = ["stripe_fee", "stripe_fx_fee", "tax_fee", "network_cost"] as const;
/** … and the platform's own money, from its bank and back. */
const FUNDING = ["topup", "topup_reversal", "payout", "payout_failure", "payout_cancel"] as const;

/** What Stripe itself says is there: the platform's balance, the connected ones, and payouts that have not arrived. */
export function stripeView(stripe: Stripe): OutsideView {
  return {
    async total(accounts, since) {
      const all = [undefined, ...accounts];
      let cents = 0n;
      let moved = 0n;
      for (const account of all) {
        const on = account === undefined ? {} : { stripeAccount: account };
        cents += await balance(stripe, on);
        moved += await movedSince(stripe, on, since);
        if (account !== undefined) cents += await underWay(stripe, on);
      }
      return { cents, moved };
    },
    async ownMovements(after) {
      // Stripe counts in seconds; what is of the very second in which the books began is in the opening balance.
      const created = { gt: Math.floor(after.getTime() / 1_000) };
      const movements: OwnMovement[] = [];
      for (const type of [...FEES, ...FUNDING]) {
        for await (const entry of stripe.balanceTransactions.list({ type, created, limit: 100 })) {
          // Half of them would be booked as if they were all.
          if (movements.length === MAX_ENTRIES) throw new Error(`more than ${MAX_ENTRIES} entries to book`);
          if (entry.currency === "usd" && (entry.amount !== 0 || entry.fee !== 0))
            movements.push(ownMovement(entry));
        }
      }
      return movements;
    },
  };
}

function ownMovement({ id, type, amount, fee, net }: Stripe.BalanceTransaction): OwnMovement {
  const isFee = FEES.some((name) => name === type);
  return isFee
    ? { id, fundingCents: 0n, feeCents: BigInt(-net) }
    : { id, fundingCents: BigInt(amount), feeCents: BigInt(fee) };
}

type On = { stripeAccount?: string };

async function balance(stripe: Stripe, on: On): Promise<bigint> {
  const { available, pending } = await stripe.balance.retrieve({}, on);
  return [...available, ...pending]
    .filter(({ currency }) => currency === "usd")
    .reduce((sum, { amount }) => sum + BigInt(amount), 0n);
}

/** For the books a payout leaves when it is paid; for Stripe when it is made. */
async function underWay(stripe: Stripe, on: On): Promise<bigint> {
  let sum = 0n;
  for (const status of ["pending", "in_transit"])
    for await (const payout of stripe.payouts.list({ status, limit: 100 }, on)) sum += BigInt(payout.amount);
  return sum;
}

async function movedSince(stripe: Stripe, on: On, since: Date): Promise<bigint> {
  const created = { gte: Math.floor(since.getTime() / 1_000) };
  let sum = 0n;
  let entries = 0;
  for await (const { net } of stripe.balanceTransactions.list({ created, limit: 100 }, on)) {
    sum += BigInt(Math.abs(net));
    if (++entries === MAX_ENTRIES) break;
  }
  return sum;
}

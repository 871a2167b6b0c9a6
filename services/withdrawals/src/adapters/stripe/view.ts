import type Stripe from "stripe";
import type { OutsideView } from "../../ports.ts";

/** Entries of ten minutes on one balance; more of them are a difference that is not explained. */
const MAX_ENTRIES = 10_000;

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
  };
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

import type { Clock } from "@metercast/runtime";
import type { StripeBalance } from "../ports/stripe-balance.ts";
import type { StripeCursor } from "../ports/stripe-cursor.ts";
import type { Wallet } from "../ports/wallet.ts";

export interface BookBalanceTransactionsPorts {
  stripeBalance: StripeBalance | undefined;
  wallet: Wallet;
  cursor: StripeCursor;
  clock: Clock;
}

/**
 * Books what moved on the platform's balance at Stripe without an order of ours: Stripe's fees for Connect,
 * and the money that the platform pays in or takes out. Each balance transaction is booked once by its id,
 * so the same hour may be read twice, and a longer outage is made up for.
 */
export async function bookBalanceTransactions({
  stripeBalance,
  wallet,
  cursor,
  clock,
}: BookBalanceTransactionsPorts): Promise<void> {
  if (!stripeBalance) return;
  const now = new Date(clock.now());
  for (const own of await stripeBalance.ownBalanceTransactions(await cursor.after()))
    await wallet.bookBalanceTransaction(own);
  await cursor.bookedTo(now);
}

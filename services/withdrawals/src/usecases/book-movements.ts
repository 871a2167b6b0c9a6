import type { OutsideView, StripeCursor, Wallet } from "../ports.ts";

/**
 * Books what moved on the platform's balance at Stripe without an order of ours: Stripe's fees for Connect, and the money that the platform pays in or takes out. Each
 * by Stripe's id of the entry, so that reading an hour twice books nothing twice, and a time away is made up for.
 */
export async function bookMovements(
  ports: { outside: OutsideView | undefined; wallet: Wallet; cursor: StripeCursor },
  now: Date,
): Promise<void> {
  const { outside, wallet, cursor } = ports;
  if (!outside) return;
  for (const movement of await outside.ownMovements(await cursor.after()))
    await wallet.bookMovement(movement);
  await cursor.bookedTo(now);
}

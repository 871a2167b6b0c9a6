import { type Clock, MetercastError } from "@metercast/runtime";
import type { WithdrawalDetails } from "../domain/withdrawal.ts";
import type { Store } from "../ports/store.ts";

export interface AwaitWalletPorts {
  store: Pick<Store, "withdrawals">;
  clock: Clock;
  /** The wallet takes some 10 ms; after this the caller gets the present state. */
  walletWaitMs: number;
}

const READ_EVERY_MS = 25;

/** Waits until the wallet has ended the hold, so that a client reads its own writes. */
export async function awaitWallet(
  { store, clock, walletWaitMs }: AwaitWalletPorts,
  id: string,
): Promise<WithdrawalDetails> {
  for (const until = clock.monotonic() + walletWaitMs; ; await clock.sleep(READ_EVERY_MS)) {
    const found = await store.withdrawals.find(id);
    if (!found) throw new MetercastError("withdrawal_not_found");
    const waits = found.withdrawal.status !== "PENDING" && found.withdrawal.hold === "held";
    if (!waits || clock.monotonic() > until) return found;
  }
}

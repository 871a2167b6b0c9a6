import type { Logger } from "@metercast/runtime";
import type { Wakeable, Wallet, Withdrawals } from "../ports.ts";
import { holdOf, isRefusal } from "./create-withdrawal.ts";
import { requested } from "./events.ts";

/** Rows seen to in one turn: each is a call of 2 s at most, and the next turn comes soon. */
const LIMIT = 10;

/** Finishes what a crash or a lost answer left between a withdrawal's row and its hold: asks again by the same hold id, which has one effect. */
export async function completePlacing(
  ports: { withdrawals: Withdrawals; wallet: Wallet; relay: Wakeable; log: Logger },
  afterSeconds: number,
): Promise<void> {
  for (const row of await ports.withdrawals.claimPlacing(afterSeconds, LIMIT)) {
    try {
      await ports.wallet.placeHold(holdOf(row));
      await ports.withdrawals.standing(row.id, requested(row));
      ports.relay.wake();
    } catch (error) {
      if (isRefusal(error)) await ports.withdrawals.drop(row.id);
      else ports.log.warn({ err: error, withdrawal: row.id }, "its hold is still not known");
    }
  }
}

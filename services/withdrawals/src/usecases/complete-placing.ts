import type { Clock, Logger } from "@metercast/runtime";
import type { Relay } from "../ports/relay.ts";
import type { Store } from "../ports/store.ts";
import type { Wallet } from "../ports/wallet.ts";
import { holdOf, isRefusal } from "./create-withdrawal.ts";
import { markHeld } from "./mark-held.ts";
import { undoPlacing } from "./undo-placing.ts";

export interface CompletePlacingPorts {
  store: Store;
  wallet: Wallet;
  relay: Relay;
  clock: Clock;
  log: Logger;
  settings: { completeAfterSeconds: number };
}

/** Rows in one run: each is a call of 2 s at most, and the next run comes soon. */
const LIMIT = 10;

/**
 * Finishes withdrawals whose hold a crash or a lost answer left unknown: the same hold id places at most
 * one hold.
 */
export async function completePlacing(ports: CompletePlacingPorts): Promise<void> {
  const { store, wallet, log, settings } = ports;
  for (const row of await store.withdrawals.claimPlacing(settings.completeAfterSeconds, LIMIT)) {
    try {
      await wallet.placeHold(holdOf(row));
      await markHeld(ports, row.id);
    } catch (error) {
      if (isRefusal(error)) await undoPlacing(ports, row.id, error);
      else log.warn({ err: error, withdrawal: row.id }, "its hold is still not known");
    }
  }
}

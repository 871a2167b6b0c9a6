import { MetercastError } from "@metercast/runtime";
import { type Hold, type NewHold, place } from "../domain/hold.ts";
import { payoutChannel } from "../domain/payout-channel.ts";
import type { Ledger } from "../ports/ledger.ts";
import { rejectionError } from "./post-transfer.ts";

export interface PlaceHoldPorts {
  ledger: Ledger;
}

export interface PlaceHoldRequest {
  hold: NewHold;
  /** Of the withdrawal's payout; empty where it is not known yet. */
  channel: string;
}

/**
 * Holds an amount for a withdrawal, once by the hold's id.
 * @throws payouts_not_available, insufficient_balance, idempotency_conflict
 */
export async function placeHold({ ledger }: PlaceHoldPorts, request: PlaceHoldRequest): Promise<Hold> {
  const { hold, channel } = request;
  if (channel !== "" && payoutChannel(channel) === undefined)
    throw new MetercastError("payouts_not_available", "The books have no account for this payout channel.");
  return ledger.transaction(async (tx) => {
    const [account] = await tx.lockAccounts([hold]);
    const earlier = await tx.findHold(hold.id);
    const placed = place(hold, account, earlier);
    if (typeof placed === "string") throw rejectionError(placed);
    if (placed === earlier) return placed;
    await tx.writeBalances([placed.account]);
    await tx.insertHold(placed);
    return placed;
  });
}

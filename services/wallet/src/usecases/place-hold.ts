import { MetercastError } from "@metercast/runtime";
import { payoutChannel } from "../domain/payout-channel.ts";
import type { HoldState, Ledger, NewHold } from "../ports/ledger.ts";

/** Sets an amount aside, for a withdrawal only where the books know the channel that it goes by (empty: not known yet). @throws payouts_not_available */
export function placeHold(ledger: Ledger, hold: NewHold, channel: string): Promise<HoldState> {
  if (channel !== "" && payoutChannel(channel) === undefined)
    throw new MetercastError("payouts_not_available", "The books have no account for this payout channel.");
  return ledger.placeHold(hold);
}

import { payoutChannel } from "../domain/payout-channel.ts";
import type { MessageKey } from "../ports/ledger-transaction.ts";
import { type EndHoldPorts, endHold } from "./end-hold.ts";
import { rejectTransfer } from "./reject-transfer.ts";

export interface DebitWithdrawalRequest {
  withdrawalId: string;
  holdId: string;
  /** Empty where it is not known yet. */
  channel: string;
  message: MessageKey;
}

/**
 * Posts the hold of an approved withdrawal. A channel that the books have no account for is rejected before
 * the money moves, because a posted hold could not be paid out.
 */
export async function debitWithdrawal(
  ports: EndHoldPorts,
  { withdrawalId, holdId, channel, message }: DebitWithdrawalRequest,
): Promise<void> {
  if (channel === "" || payoutChannel(channel) !== undefined) {
    await endHold(ports, { holdId, end: "posted" });
    return;
  }
  await rejectTransfer(ports, {
    source: "payout",
    requestId: `${withdrawalId}:approved`,
    code: "invalid_request",
    detail: `no account for the payout channel ${channel}`.slice(0, 200),
    keep: false,
    message,
  });
}

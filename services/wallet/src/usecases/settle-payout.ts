import { type PayoutChannel, payoutFailed, payoutPaid, payoutReturned } from "../domain/templates.ts";
import type { Transfer } from "../domain/transfer.ts";
import { type PostTransferPorts, postTransfer } from "./post-transfer.ts";

export type PayoutResult = "paid" | "failed" | "returned";

export interface SettlePayoutRequest {
  attemptId: string;
  withdrawalId: string;
  creatorId: string;
  amountCents: bigint;
  channel: PayoutChannel;
  result: PayoutResult;
  reason: string;
}

/** Books the result of a payout attempt, once by attempt and result. */
export async function settlePayout(ports: PostTransferPorts, payout: SettlePayoutRequest): Promise<void> {
  await postTransfer(ports, {
    source: "payout",
    requestId: `${payout.attemptId}:${payout.result}`,
    transfers: transfersOf(payout),
    referenceType: payout.result === "paid" ? "WITHDRAWAL" : "WITHDRAWAL_RETURN",
    referenceId: payout.withdrawalId,
    reason: payout.reason,
    actorId: "",
  });
}

function transfersOf({ creatorId, amountCents, channel, result }: SettlePayoutRequest): Transfer[] {
  if (result === "paid") return payoutPaid(channel, amountCents);
  return result === "failed"
    ? payoutFailed(creatorId, amountCents)
    : payoutReturned(creatorId, channel, amountCents);
}

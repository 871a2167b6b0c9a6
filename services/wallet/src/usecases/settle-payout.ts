import { type PayoutChannel, payoutFailed, payoutPaid, payoutReturned } from "../domain/templates.ts";
import type { Transfer } from "../domain/transfer.ts";
import { type PostTransferPorts, postTransfer } from "./post-transfer.ts";

export type PayoutResult = "paid" | "failed" | "returned";

export interface SettlePayoutRequest {
  attemptId: string;
  withdrawalId: string;
  creatorId: string;
  amountCents: bigint;
  /** Cents of the amount that the creator pays for an instant payout. */
  chargedCents: bigint;
  /** Cents that the rail took from the platform; of a returned payout, that it gave back. */
  feeCents: bigint;
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

function transfersOf({ creatorId, channel, result, ...payout }: SettlePayoutRequest): Transfer[] {
  const amounts = { cents: payout.amountCents, charged: payout.chargedCents, fee: payout.feeCents };
  if (result === "paid") return payoutPaid(channel, amounts);
  return result === "failed"
    ? payoutFailed(creatorId, amounts.cents)
    : payoutReturned(creatorId, channel, amounts);
}

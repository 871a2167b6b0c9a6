import { balanceTransaction } from "../domain/templates.ts";
import { type Posted, type PostTransferPorts, postTransfer } from "./post-transfer.ts";

export interface PostBalanceTransactionRequest {
  balanceTransactionId: string;
  fundingCents: bigint;
  feeCents: bigint;
}

/**
 * Books a balance transaction of Stripe that no payment or payout caused, once by its id. @throws
 * idempotency_conflict
 */
export function postBalanceTransaction(
  ports: PostTransferPorts,
  { balanceTransactionId, fundingCents, feeCents }: PostBalanceTransactionRequest,
): Promise<Posted> {
  return postTransfer(ports, {
    source: "stripe-balance",
    requestId: balanceTransactionId,
    transfers: balanceTransaction(fundingCents, feeCents),
    referenceType: "STRIPE_BALANCE",
    referenceId: balanceTransactionId,
    reason: "",
    actorId: "",
  });
}

import { MetercastError } from "@metercast/runtime";
import { stripeMoved } from "../domain/templates.ts";
import type { Announcer, Ledger, TransferAnswer } from "../ports.ts";

export interface StripeMovement {
  balanceTransactionId: string;
  fundingCents: bigint;
  feeCents: bigint;
}

/** Books an entry of Stripe's own records, once by its id. @throws idempotency_conflict */
export async function postStripeMovement(
  ports: { ledger: Ledger; announcer: Announcer },
  { balanceTransactionId, fundingCents, feeCents }: StripeMovement,
): Promise<TransferAnswer & { outcome: "posted" }> {
  const answer = await ports.ledger.postTransfer({
    source: "stripe-balance",
    requestId: balanceTransactionId,
    movements: stripeMoved(fundingCents, feeCents),
    referenceType: "STRIPE_BALANCE",
    referenceId: balanceTransactionId,
    reason: "",
    actorId: "",
    keepRefusal: false,
  });
  if (answer.outcome === "refused") throw new MetercastError(answer.code);
  ports.announcer.kick();
  return answer;
}

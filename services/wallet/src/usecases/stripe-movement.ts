import type { Wakeable } from "@metercast/runtime";
import { stripeMoved } from "../domain/templates.ts";
import type { Ledger, TransferAnswer } from "../ports/ledger.ts";
import { postOrThrow } from "./post-or-throw.ts";

export interface StripeMovement {
  balanceTransactionId: string;
  fundingCents: bigint;
  feeCents: bigint;
}

/** Books an entry of Stripe's own records, once by its id. @throws idempotency_conflict */
export function postStripeMovement(
  ports: { ledger: Ledger; relay: Wakeable },
  { balanceTransactionId, fundingCents, feeCents }: StripeMovement,
): Promise<TransferAnswer & { outcome: "posted" }> {
  return postOrThrow(ports, {
    source: "stripe-balance",
    requestId: balanceTransactionId,
    movements: stripeMoved(fundingCents, feeCents),
    referenceType: "STRIPE_BALANCE",
    referenceId: balanceTransactionId,
    reason: "",
    actorId: "",
  });
}

import type { Wakeable } from "@metercast/runtime";
import { MetercastError } from "@metercast/runtime";
import {
  type Movement,
  type PayoutChannel,
  payoutFailed,
  payoutPaid,
  payoutReturned,
} from "../domain/templates.ts";
import type { Ledger } from "../ports/ledger.ts";

/** What became of a payout attempt. */
export type PayoutResult = "paid" | "failed" | "returned";

export interface SettledPayout {
  attemptId: string;
  withdrawalId: string;
  creatorId: string;
  cents: bigint;
  channel: PayoutChannel;
  result: PayoutResult;
  reason: string;
}

/** Books what became of a payout attempt, once by attempt and result. A return needs no look at what came before: the money says it. */
export async function settlePayout(
  ports: { ledger: Ledger; relay: Wakeable },
  payout: SettledPayout,
): Promise<void> {
  const answer = await ports.ledger.postTransfer({
    source: "payout",
    requestId: `${payout.attemptId}:${payout.result}`,
    movements: movementsOf(payout),
    referenceType: payout.result === "paid" ? "WITHDRAWAL" : "WITHDRAWAL_RETURN",
    referenceId: payout.withdrawalId,
    reason: payout.reason,
    actorId: "",
    keepRefusal: false,
  });
  if (answer.outcome === "refused") throw new MetercastError(answer.code);
  ports.relay.wake();
}

function movementsOf({ creatorId, cents, channel, result }: SettledPayout): Movement[] {
  if (result === "paid") return payoutPaid(channel, cents);
  return result === "failed" ? payoutFailed(creatorId, cents) : payoutReturned(creatorId, channel, cents);
}

import type { Clock } from "@metercast/runtime";
import type { BankCalendar } from "../domain/arrival.ts";
import type { WithdrawalDetails } from "../domain/withdrawal.ts";
import type { Relay } from "../ports/relay.ts";
import type { Store } from "../ports/store.ts";
import { awaitWallet } from "./await-wallet.ts";
import { type DecisionRequest, judgeDecision, rulesOf } from "./judge-decision.ts";
import { lockDetails, writeDecision } from "./write-decision.ts";

export interface DecideWithdrawalPorts {
  store: Store;
  relay: Relay;
  clock: Clock;
  banks: BankCalendar;
  walletWaitMs: number;
  settings: { secondApprovalAboveCents: bigint };
}

/**
 * An admin decides, or the creator cancels. Of several decisions at the same moment exactly one finds the
 * state that it needs.
 */
export async function decideWithdrawal(
  ports: DecideWithdrawalPorts,
  request: DecisionRequest,
): Promise<WithdrawalDetails> {
  const { store, relay, clock } = ports;
  await store.transaction(async (tx) => {
    const found = await lockDetails(tx, request.withdrawalId);
    await writeDecision(tx, found, judgeDecision(found, request, rulesOf(ports, clock.now())));
  });
  relay.wake();
  return awaitWallet(ports, request.withdrawalId);
}

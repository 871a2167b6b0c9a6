import { MetercastError } from "@metercast/runtime";
import type { Account } from "../domain/account.ts";
import { transfersPosted } from "../domain/events.ts";
import { type Hold, type HoldEnd, judgeEnd, post, release } from "../domain/hold.ts";
import { RESERVE } from "../domain/reserve-lot.ts";
import type { Ledger } from "../ports/ledger.ts";
import type { LedgerTransaction } from "../ports/ledger-transaction.ts";
import type { Relay } from "../ports/relay.ts";

export interface EndHoldPorts {
  ledger: Ledger;
  relay: Relay;
}

export interface EndHoldRequest {
  holdId: string;
  end: HoldEnd;
}

/**
 * Posts or voids a withdrawal's hold, once. The same end again gives the hold again. A lot of the reserve
 * is none. @throws hold_not_found, hold_posted, hold_voided
 */
export async function endHold({ ledger, relay }: EndHoldPorts, request: EndHoldRequest): Promise<Hold> {
  const { holdId, end } = request;
  const ended = await ledger.transaction(async (tx) => {
    const hold = await tx.lockHold(holdId);
    if (!hold || hold.referenceType === RESERVE) throw new MetercastError("hold_not_found");
    const judged = judgeEnd(hold, end);
    if (judged === "ended") return hold;
    if (judged !== "ends") throw new MetercastError(judged);
    const [account] = await tx.lockAccounts([hold]);
    if (!account) throw new MetercastError("account_not_found");
    return end === "posted" ? postHold(tx, hold, account) : voidHold(tx, hold, account);
  });
  relay.wake();
  return ended;
}

async function postHold(tx: LedgerTransaction, hold: Hold, before: Account): Promise<Hold> {
  const { transfers, account } = post(hold, before);
  const request = {
    source: "hold",
    requestId: hold.id,
    referenceType: hold.referenceType,
    referenceId: hold.referenceId,
    reason: "",
    actorId: "",
  };
  await tx.insertTransferRequest(request, "");
  await tx.writeBalances([account]);
  const posted = await tx.appendTransfers(request, transfers);
  const [transfer] = posted;
  if (!transfer) throw new Error("a posted hold has a transfer");
  const ended: Hold = { ...hold, status: "posted", transferId: transfer.id, account };
  await tx.markHoldEnded(ended, "posted");
  await tx.appendEvents([
    ...transfersPosted(request, posted, [account]),
    { type: "hold_posted", hold: ended, transferId: transfer.id },
  ]);
  return ended;
}

async function voidHold(tx: LedgerTransaction, hold: Hold, before: Account): Promise<Hold> {
  const ended: Hold = { ...hold, status: "voided", account: release(hold, before) };
  await tx.writeBalances([ended.account]);
  await tx.markHoldEnded(ended, "voided");
  await tx.appendEvents([{ type: "hold_voided", hold: ended }]);
  return ended;
}

import { type Rejection, type RequestKey, rejectAgain } from "../domain/transfer-request.ts";
import type { Ledger } from "../ports/ledger.ts";
import type { LedgerTransaction, MessageKey } from "../ports/ledger-transaction.ts";
import type { Relay } from "../ports/relay.ts";

export interface RejectTransferPorts {
  ledger: Ledger;
  relay: Relay;
}

export interface RejectTransferRequest extends RequestKey {
  code: Rejection;
  detail: string;
  /** The rejection is the request's permanent answer. Otherwise the id can be used again. */
  keep: boolean;
  message: MessageKey;
}

/** Answers a message with a rejection, once. A key that was answered otherwise before gets a conflict. */
export async function rejectTransfer(
  { ledger, relay }: RejectTransferPorts,
  request: RejectTransferRequest,
): Promise<void> {
  await ledger.transaction(async (tx) => {
    if (!(await tx.firstTime(request.message))) return;
    const code = request.keep ? await keepRejection(tx, request) : request.code;
    await tx.appendEvents([{ type: "transfer_rejected", request, code, detail: request.detail }]);
  });
  relay.wake();
}

async function keepRejection(tx: LedgerTransaction, request: RejectTransferRequest): Promise<Rejection> {
  if (await tx.insertRejection(request, request.code)) return request.code;
  const earlier = await tx.findTransferRequest(request, "");
  return earlier ? rejectAgain(earlier) : "idempotency_conflict";
}

import { clientSource } from "../domain/platform-client.ts";
import type { MessageKey } from "../ports/ledger-transaction.ts";
import { type RejectTransferPorts, rejectTransfer } from "./reject-transfer.ts";

export interface RejectUnreadableRequest {
  client: string;
  requestId: string;
  faults: string;
  message: MessageKey;
}

/**
 * Answers a client's request that can't be read. The client may use the id again, because its meaning is
 * unknown.
 */
export function rejectUnreadable(
  ports: RejectTransferPorts,
  { client, requestId, faults, message }: RejectUnreadableRequest,
): Promise<void> {
  const source = clientSource(client);
  return rejectTransfer(ports, {
    source,
    requestId,
    code: "invalid_request",
    detail: faults,
    keep: false,
    message,
  });
}

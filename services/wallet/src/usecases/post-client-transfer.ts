import type { Asset } from "@metercast/money";
import { clientSource, type PlatformClients, ruleFor } from "../domain/platform-client.ts";
import { clientTransfer, type Direction } from "../domain/templates.ts";
import type { MessageKey } from "../ports/ledger-transaction.ts";
import { answerTransfer, type PostTransferPorts } from "./post-transfer.ts";
import { rejectTransfer } from "./reject-transfer.ts";

export type PostClientTransferPorts = PostTransferPorts & { clients: PlatformClients };

/** A credit or debit that a platform client requests by an event. */
export interface PostClientTransferRequest {
  client: string;
  requestId: string;
  userId: string;
  asset: Asset;
  direction: Direction;
  amount: bigint;
  referenceType: string;
  referenceId: string;
  reason: string;
  message: MessageKey;
}

/**
 * Posts a client's request where the client's rules allow it. An event carries the answer, which is
 * permanent: an id that was rejected is never posted, even if the rules change.
 */
export async function postClientTransfer(
  ports: PostClientTransferPorts,
  request: PostClientTransferRequest,
): Promise<void> {
  const rule = ruleFor(ports.clients, request);
  const { client, userId, asset, direction, amount, ...rest } = request;
  const source = clientSource(client);
  if (typeof rule === "string") {
    const { requestId, message } = rest;
    return rejectTransfer(ports, { source, requestId, code: rule, detail: "", keep: true, message });
  }
  const transfers = clientTransfer(userId, asset, direction, amount, rule.counterpart);
  const asked = { ...rest, source, transfers, actorId: "" };
  await ports.ledger.transaction((tx) => answerTransfer(tx, asked, ports.lowBelow));
  ports.relay.wake();
}

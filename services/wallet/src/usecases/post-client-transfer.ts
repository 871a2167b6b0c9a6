import type { Asset } from "@metercast/money";
import type { Wakeable } from "@metercast/runtime";
import { type PlatformClients, ruleFor } from "../domain/platform-client.ts";
import { clientTransfer, type Direction } from "../domain/templates.ts";
import type { Ledger, TransferAnswer } from "../ports/ledger.ts";

/** A credit or debit that a platform client asked for by an event, already read and checked for its form. */
export interface ClientRequest {
  client: string;
  requestId: string;
  userId: string;
  asset: Asset;
  direction: Direction;
  amount: bigint;
  referenceType: string;
  referenceId: string;
  reason: string;
  message: { consumer: string; id: string };
}

export type ClientAnswer = TransferAnswer | { outcome: "refused"; code: "forbidden" | "limit_exceeded" };

/** Sources of requests carry who asked, so that two clients' ids never meet. */
export const clientSource = (client: string): string => `platform:${client}`;

/** Tells a client that its request can't be understood. The id is not used up: nothing is known of what it was to mean. */
export async function answerInvalid(
  ports: { ledger: Ledger; relay: Wakeable },
  request: { client: string; requestId: string; faults: string; message: ClientRequest["message"] },
): Promise<void> {
  await ports.ledger.refuseTransfer({
    source: clientSource(request.client),
    requestId: request.requestId,
    code: "invalid_request",
    detail: request.faults,
    keep: false,
    message: request.message,
  });
  ports.relay.wake();
}

/**
 * Posts what a client asked for where its rules allow it. The answer, also a refusal, goes out as an event and is the request's for ever: an id that was refused
 * is never posted later, whatever its client may do by then.
 */
export async function postClientTransfer(
  ports: { ledger: Ledger; relay: Wakeable; clients: PlatformClients },
  request: ClientRequest,
): Promise<ClientAnswer> {
  const rule = ruleFor(ports.clients, request);
  const source = clientSource(request.client);
  if (typeof rule === "string") {
    await ports.ledger.refuseTransfer({
      source,
      requestId: request.requestId,
      code: rule,
      detail: "",
      keep: true,
      message: request.message,
    });
    ports.relay.wake();
    return { outcome: "refused", code: rule };
  }
  const { userId, asset, direction, amount } = request;
  const answer = await ports.ledger.postTransfer({
    source,
    requestId: request.requestId,
    movements: clientTransfer(userId, asset, direction, amount, rule.counterpart),
    referenceType: request.referenceType,
    referenceId: request.referenceId,
    reason: request.reason,
    actorId: "",
    keepRefusal: true,
    message: request.message,
  });
  ports.relay.wake();
  return answer;
}

import { topUp } from "../domain/templates.ts";
import { type Posted, type PostTransferPorts, postTransfer } from "./post-transfer.ts";

export interface PostTopUpRequest {
  topUpId: string;
  userId: string;
  tokens: bigint;
  cents: bigint;
  feeCents: bigint;
}

/** Credits bought tokens, once by the top-up's id. @throws idempotency_conflict */
export function postTopUp(
  ports: PostTransferPorts,
  { topUpId, userId, tokens, cents, feeCents }: PostTopUpRequest,
): Promise<Posted> {
  return postTransfer(ports, {
    source: "top-up",
    requestId: topUpId,
    transfers: topUp(userId, tokens, cents, feeCents),
    referenceType: "TOP_UP",
    referenceId: topUpId,
    reason: "",
    actorId: "",
  });
}

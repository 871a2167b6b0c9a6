import type { Wakeable } from "@metercast/runtime";
import { topUp } from "../domain/templates.ts";
import type { Ledger, TransferAnswer } from "../ports/ledger.ts";
import { postOrThrow } from "./post-or-throw.ts";

export interface TopUp {
  topUpId: string;
  userId: string;
  tokens: bigint;
  cents: bigint;
  feeCents: bigint;
}

/** Credits bought tokens, once by the top-up's id. @throws idempotency_conflict */
export function postTopUp(
  ports: { ledger: Ledger; relay: Wakeable },
  { topUpId, userId, tokens, cents, feeCents }: TopUp,
): Promise<TransferAnswer & { outcome: "posted" }> {
  return postOrThrow(ports, {
    source: "top-up",
    requestId: topUpId,
    movements: topUp(userId, tokens, cents, feeCents),
    referenceType: "TOP_UP",
    referenceId: topUpId,
    reason: "",
    actorId: "",
  });
}

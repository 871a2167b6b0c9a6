import type { Asset } from "@metercast/money";
import { MetercastError } from "@metercast/runtime";
import { adjustment, type Direction } from "../domain/templates.ts";
import type { Announcer, Ledger, TransferAnswer } from "../ports.ts";

/** What a service asks for in a person's name, by a call. */
export interface AdjustmentRequest {
  source: string;
  requestId: string;
  userId: string;
  asset: Asset;
  direction: Direction;
  amount: bigint;
  referenceType: string;
  referenceId: string;
  reason: string;
  actorId: string;
}

/** Posts an adjustment, once by (source, request id). @throws insufficient_balance, idempotency_conflict */
export async function adjust(
  ports: { ledger: Ledger; announcer: Announcer },
  request: AdjustmentRequest,
): Promise<TransferAnswer & { outcome: "posted" }> {
  const { userId, asset, direction, amount, ...rest } = request;
  const movements = adjustment(userId, asset, direction, amount);
  const answer = await ports.ledger.postTransfer({ ...rest, movements, keepRefusal: false });
  if (answer.outcome === "refused") throw new MetercastError(answer.code);
  ports.announcer.kick();
  return answer;
}

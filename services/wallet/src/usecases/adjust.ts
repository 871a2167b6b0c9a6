import type { Asset } from "@metercast/money";
import type { Wakeable } from "@metercast/runtime";
import { adjustment, type Direction } from "../domain/templates.ts";
import type { Ledger, TransferAnswer } from "../ports/ledger.ts";
import { postOrThrow } from "./post-or-throw.ts";

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
export function adjust(
  ports: { ledger: Ledger; relay: Wakeable },
  request: AdjustmentRequest,
): Promise<TransferAnswer & { outcome: "posted" }> {
  const { userId, asset, direction, amount, ...rest } = request;
  const movements = adjustment(userId, asset, direction, amount);
  return postOrThrow(ports, { ...rest, movements });
}

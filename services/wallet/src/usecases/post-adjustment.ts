import type { Asset } from "@metercast/money";
import { adjustment, type Direction } from "../domain/templates.ts";
import type { TransferRequest } from "../domain/transfer-request.ts";
import { type Posted, type PostTransferPorts, postTransfer } from "./post-transfer.ts";

export interface PostAdjustmentRequest extends Omit<TransferRequest, "transfers"> {
  userId: string;
  asset: Asset;
  direction: Direction;
  amount: bigint;
}

/**
 * Posts an admin's adjustment, once by (source, request id). @throws insufficient_balance,
 * idempotency_conflict
 */
export function postAdjustment(ports: PostTransferPorts, request: PostAdjustmentRequest): Promise<Posted> {
  const { userId, asset, direction, amount, ...rest } = request;
  return postTransfer(ports, { ...rest, transfers: adjustment(userId, asset, direction, amount) });
}

import type { TransferPosted } from "@metercast/contracts/wallet/v1/events.ts";
import { Direction } from "@metercast/contracts/wallet/v1/wallet.ts";
import { type Asset, formatAmount } from "@metercast/money";
import { MetercastError } from "@metercast/runtime";
import type { AuditLog, Principal, RequestInfo, Wallet } from "../ports.ts";
import { recorded } from "./recorded.ts";
import { protoAsset } from "./views.ts";

export interface Adjustment {
  userId: string;
  asset: Asset;
  direction: "credit" | "debit";
  /** Minor units, positive. */
  amount: bigint;
  reason: string;
}

/** A transfer by hand. Run again under the same key it finds what was posted, and its audit row. */
export async function adjust(
  ports: { wallet: Pick<Wallet, "postTransfer">; audit: AuditLog },
  { userId, asset, direction, amount, reason }: Adjustment,
  { userId: actor }: Principal,
  { requestId, businessKey }: RequestInfo,
): Promise<TransferPosted> {
  if (businessKey === "") throw new MetercastError("idempotency_key_required");
  const detail = { user_id: userId, asset, direction, amount: formatAmount(amount, asset), reason };
  const post = async () => {
    const { transfer } = await ports.wallet.postTransfer({
      source: "adjustment",
      requestId: businessKey,
      userId,
      asset: protoAsset(asset),
      direction: direction === "credit" ? Direction.DIRECTION_CREDIT : Direction.DIRECTION_DEBIT,
      amount,
      referenceType: "ADJUSTMENT",
      referenceId: businessKey,
      reason,
      actorId: actor,
    });
    if (!transfer) throw new MetercastError("internal", "the wallet answered without a transfer");
    return transfer;
  };
  return recorded(
    ports.audit,
    { actor, action: "adjustment.posted", objectType: "transfer", objectId: "", requestId, detail },
    post,
    ({ transferId }) => ({ objectId: transferId, detail, dedupKey: `adjustment:${transferId}` }),
  );
}

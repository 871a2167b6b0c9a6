import type { TransferPosted } from "@metercast/contracts/wallet/v1/events.ts";
import { type Asset, formatAmount } from "@metercast/money";
import { MetercastError } from "@metercast/runtime";
import type { Principal, RequestInfo } from "../domain/principal.ts";
import { type ActPorts, act, type Done, postAdjustment } from "./acts.ts";
import { protoAsset } from "./views.ts";

export interface Adjustment {
  userId: string;
  asset: Asset;
  direction: "credit" | "debit";
  /** Minor units, positive. */
  amount: bigint;
  reason: string;
}

/** A transfer by hand; above the limit it waits for a second admin. Run again under the same key it finds what was posted, and its audit row. */
export async function adjust(
  ports: ActPorts,
  { userId, asset, direction, amount, reason }: Adjustment,
  { userId: actor }: Principal,
  info: RequestInfo,
): Promise<Done<TransferPosted>> {
  const { requestId, businessKey } = info;
  if (businessKey === "") throw new MetercastError("idempotency_key_required");
  const value = { userId, asset: protoAsset(asset), direction, amount };
  return act(ports, {
    request: {
      details: { what: { $case: "adjustment", value } },
      reason,
      actorId: actor,
      idempotencyKey: businessKey,
      acceptLoss: false,
    },
    execute: (key, kept) => postAdjustment(ports, { kept, key, value, reason, actor, requestId }),
    requested: "adjustment.requested",
    detail: { user_id: userId, asset, direction, amount: formatAmount(amount, asset), reason },
    info,
  });
}

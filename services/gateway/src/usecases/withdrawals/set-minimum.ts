import { formatAmount } from "@metercast/money";
import type { Principal, RequestInfo } from "../../domain/principal.ts";
import type { AuditLog } from "../../ports/audit-log.ts";
import type { SetMinimum, Withdrawals } from "../../ports/withdrawals.ts";
import { recorded } from "../recorded.ts";

export interface SetMinimumPorts {
  withdrawals: Pick<Withdrawals, "setMinimum">;
  audit: AuditLog;
}

/** The least that one creator may withdraw. Returns the minimum now in force, cents. */
export async function setMinimum(
  { withdrawals, audit }: SetMinimumPorts,
  change: Omit<SetMinimum, "actorId">,
  { userId: actor }: Principal,
  { requestId, actId }: RequestInfo,
): Promise<bigint> {
  const { creatorId, amount, reason } = change;
  const detail = { amount: formatAmount(amount, "USD"), reason };
  const object = { objectType: "creator", objectId: creatorId };
  return recorded(
    audit,
    { actor, action: "withdrawal_minimum.set", ...object, requestId, detail },
    () => withdrawals.setMinimum({ ...change, actorId: actor }),
    () => ({ objectId: creatorId, detail, dedupKey: `minimum:${creatorId}:${actId}` }),
  );
}

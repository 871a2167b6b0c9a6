import type { Freeze } from "@metercast/contracts/withdrawals/v1/withdrawals.ts";
import { formatAmount } from "@metercast/money";
import { MetercastError } from "@metercast/runtime";
import type { Principal, RequestInfo } from "../domain/principal.ts";
import type { AuditLog } from "../ports/audit-log.ts";
import type { Withdrawals } from "../ports/withdrawals.ts";
import { recorded } from "./recorded.ts";

interface Ports {
  withdrawals: Pick<Withdrawals, "setFreeze" | "setMinimum">;
  audit: AuditLog;
}

/** Stops or allows new payout attempts. Said twice it is the same. `seen`: what the admin acknowledges by lifting. */
export async function setFreeze(
  ports: Ports,
  { frozen, reason, seen }: { frozen: boolean; reason: string; seen?: string | undefined },
  { userId: actor }: Principal,
  request: RequestInfo,
): Promise<Freeze> {
  const action = frozen ? "payouts.freeze" : "payouts.unfreeze";
  const intent = { actor, action, objectType: "payouts", objectId: "all", requestId: request.requestId };
  const detail = { reason, ...(seen !== undefined && { seen }) };
  return recorded(
    ports.audit,
    { ...intent, detail },
    async () => {
      const { freeze } = await ports.withdrawals.setFreeze({ frozen, actorId: actor, reason, seen });
      if (!freeze) throw new MetercastError("internal", "withdrawals answered without the freeze");
      return freeze;
    },
    () => ({ objectId: "all", detail, dedupKey: `freeze:${frozen}:${request.actId}` }),
  );
}

/** What one creator must ask for at least. Gives the minimum now in force. */
export async function setMinimum(
  ports: Ports,
  { creatorId, amount, reason }: { creatorId: string; amount: bigint; reason: string },
  { userId: actor }: Principal,
  request: RequestInfo,
): Promise<bigint> {
  const detail = { amount: formatAmount(amount, "USD"), reason };
  const about = { objectType: "creator", objectId: creatorId, detail };
  const { minimum } = await recorded(
    ports.audit,
    { actor, action: "withdrawal_minimum.set", ...about, requestId: request.requestId },
    () => ports.withdrawals.setMinimum({ creatorId, amount, reason, actorId: actor }),
    () => ({ objectId: creatorId, detail, dedupKey: `minimum:${creatorId}:${request.actId}` }),
  );
  return minimum;
}

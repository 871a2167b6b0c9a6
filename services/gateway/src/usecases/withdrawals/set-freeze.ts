import type { Freeze } from "../../domain/payouts.ts";
import type { Principal, RequestInfo } from "../../domain/principal.ts";
import type { AuditLog } from "../../ports/audit-log.ts";
import type { Payouts, SetFreeze } from "../../ports/payouts.ts";
import { recorded } from "../recorded.ts";

export interface SetFreezePorts {
  payouts: Pick<Payouts, "setFreeze">;
  audit: AuditLog;
}

/** Stops or allows new payout attempts; repeating it changes nothing. @throws freeze_changed */
export async function setFreeze(
  { payouts, audit }: SetFreezePorts,
  change: Omit<SetFreeze, "actorId">,
  { userId: actor }: Principal,
  { requestId, actId }: RequestInfo,
): Promise<Freeze> {
  const { frozen, reason, seen } = change;
  const action = frozen ? "payouts.freeze" : "payouts.unfreeze";
  const detail = { reason, ...(seen !== undefined && { seen }) };
  const intent = { actor, action, objectType: "payouts", objectId: "all", requestId, detail };
  return recorded(
    audit,
    intent,
    () => payouts.setFreeze({ ...change, actorId: actor }),
    () => ({ objectId: "all", detail, dedupKey: `freeze:${frozen}:${actId}` }),
  );
}

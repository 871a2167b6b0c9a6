import { type Act, auditedAct } from "../../domain/act.ts";
import type { Principal, RequestInfo } from "../../domain/principal.ts";
import type { Acts } from "../../ports/acts.ts";
import type { AuditLog } from "../../ports/audit-log.ts";
import { recorded } from "../recorded.ts";

export interface DeclineActPorts {
  acts: Pick<Acts, "decideAct">;
  audit: AuditLog;
}

/** A second admin declines an act, or its requester takes it back. */
export async function declineAct(
  { acts, audit }: DeclineActPorts,
  { actId, reason }: { actId: string; reason: string },
  { userId: actor }: Principal,
  { requestId }: RequestInfo,
): Promise<Act> {
  const object = { objectType: "act", objectId: actId };
  return recorded(
    audit,
    { actor, action: "act.decline", ...object, requestId, detail: { reason } },
    () => acts.decideAct({ actId, actorId: actor, action: "decline", note: reason }),
    (act) => ({
      objectId: actId,
      detail: { ...auditedAct(act), reason },
      dedupKey: `act.decline:${actId}`,
    }),
  );
}

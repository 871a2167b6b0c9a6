import { type Act, auditedAct } from "../../domain/act.ts";
import type { Principal, RequestInfo } from "../../domain/principal.ts";
import type { Acts } from "../../ports/acts.ts";
import { recorded } from "../recorded.ts";
import { type ExecuteActPorts, executeAct } from "./execute-act.ts";

export interface ConfirmActPorts extends ExecuteActPorts {
  acts: Pick<Acts, "decideAct" | "finishAct">;
}

/**
 * A second admin confirms an act, and it is executed. If it can't be executed now, the job does it, and the
 * returned act is `confirmed`. @throws second_admin_required, invalid_transition
 */
export async function confirmAct(
  ports: ConfirmActPorts,
  actId: string,
  { userId: actor }: Principal,
  { requestId }: RequestInfo,
): Promise<Act> {
  const { acts, audit } = ports;
  const intent = { actor, action: "act.confirm", objectType: "act", objectId: actId, requestId, detail: {} };
  const confirmed = await recorded(
    audit,
    intent,
    () => acts.decideAct({ actId, actorId: actor, action: "confirm", note: "" }),
    (act) => ({ objectId: actId, detail: auditedAct(act), dedupKey: `act.confirm:${actId}` }),
  );
  return executeAct(ports, confirmed, requestId);
}

import { type Act, auditedTerms } from "../../domain/act.ts";
import type { AutoApprovalTerms } from "../../domain/auto-approval.ts";
import type { Principal, RequestInfo } from "../../domain/principal.ts";
import type { AuditLog } from "../../ports/audit-log.ts";
import type { AutoApprovals } from "../../ports/auto-approvals.ts";
import { recorded } from "../recorded.ts";

export interface SetAutoApprovalPorts {
  autoApprovals: Pick<AutoApprovals, "set">;
  audit: AuditLog;
}

/** A new version of the policy; one that allows more is an act that waits for a second admin. */
export async function setAutoApproval(
  { autoApprovals, audit }: SetAutoApprovalPorts,
  { reason, ...terms }: AutoApprovalTerms & { reason: string },
  { userId: actor }: Principal,
  { requestId, businessKey, actId }: RequestInfo,
): Promise<Act> {
  const detail = { ...auditedTerms({ type: "auto_approval", terms }), reason };
  const intent = { actor, action: "auto_approval.set", objectType: "act", objectId: "", requestId, detail };
  // Without a key every request is an act of its own.
  const request = { terms, reason, actorId: actor, idempotencyKey: businessKey || actId };
  return recorded(
    audit,
    intent,
    () => autoApprovals.set(request),
    ({ id, status }) => ({
      objectId: id,
      detail: { ...detail, state: status },
      dedupKey: `auto_approval.set:${id}`,
    }),
  );
}

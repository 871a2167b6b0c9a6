import { type Act, type AdjustmentTerms, auditedTerms } from "../../domain/act.ts";
import type { AuditLog } from "../../ports/audit-log.ts";
import type { PostedAdjustment, Wallet } from "../../ports/wallet.ts";
import { recorded } from "../recorded.ts";
import { confirmation } from "./confirmation.ts";

export interface PostAdjustmentPorts {
  wallet: Pick<Wallet, "postAdjustment">;
  audit: AuditLog;
}

export interface Execution<Terms> {
  /** Undefined where acts are not kept. */
  act: Act | undefined;
  key: string;
  terms: Terms;
  reason: string;
  actorId: string;
  requestId: string;
}

/** The transfer of an adjustment, once by its key, with its row in the audit log. */
export function postAdjustment(
  { wallet, audit }: PostAdjustmentPorts,
  { act, key, terms, reason, actorId, requestId }: Execution<AdjustmentTerms>,
): Promise<PostedAdjustment> {
  const detail = { ...auditedTerms({ type: "adjustment", terms }), reason, ...confirmation(act) };
  const intent = { actor: actorId, action: "adjustment.posted", objectType: "transfer", objectId: "" };
  return recorded(
    audit,
    { ...intent, requestId, detail },
    () => wallet.postAdjustment({ key, terms, reason, actorId }),
    ({ transferId }) => ({ objectId: transferId, detail, dedupKey: `adjustment:${transferId}` }),
  );
}

import { auditedTerms, type RateChange } from "../../domain/act.ts";
import type { Rate } from "../../domain/stream.ts";
import type { AuditLog } from "../../ports/audit-log.ts";
import type { Billing } from "../../ports/billing.ts";
import { recorded } from "../recorded.ts";
import { confirmation } from "./confirmation.ts";
import type { Execution } from "./post-adjustment.ts";

export interface PutRatePorts {
  billing: Pick<Billing, "setRate">;
  audit: AuditLog;
}

/** A new version of a rate card, once by its key, with its row in the audit log. */
export function putRate(
  { billing, audit }: PutRatePorts,
  { act, key, terms, reason, actorId, requestId }: Execution<RateChange>,
): Promise<Rate> {
  const { creatorId: _, ...card } = terms;
  const detail = { ...auditedTerms({ type: "rate", terms }), reason, ...confirmation(act) };
  return recorded(
    audit,
    { actor: actorId, action: "rate.set", objectType: "rate", objectId: "", requestId, detail },
    () => billing.setRate({ ...card, reason, actorId, idempotencyKey: key }),
    ({ id, version }) => ({ objectId: id, detail: { ...detail, version }, dedupKey: `rate:${id}` }),
  );
}

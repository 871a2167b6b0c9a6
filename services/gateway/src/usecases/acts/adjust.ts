import { MetercastError } from "@metercast/runtime";
import { type AdjustmentTerms, auditedTerms } from "../../domain/act.ts";
import type { Principal, RequestInfo } from "../../domain/principal.ts";
import type { PostedAdjustment } from "../../ports/wallet.ts";
import { type PerformActPorts, type Performed, performAct } from "./perform-act.ts";
import { type PostAdjustmentPorts, postAdjustment } from "./post-adjustment.ts";

/** Credits or debits a user by hand; above the limit it waits for a second admin. */
export async function adjust(
  ports: PerformActPorts & PostAdjustmentPorts,
  { reason, ...terms }: AdjustmentTerms & { reason: string },
  { userId: actorId }: Principal,
  info: RequestInfo,
): Promise<Performed<PostedAdjustment>> {
  const { requestId, businessKey } = info;
  if (businessKey === "") throw new MetercastError("idempotency_key_required");
  const details = { type: "adjustment" as const, terms };
  return performAct(ports, {
    details,
    reason,
    actorId,
    idempotencyKey: businessKey,
    acceptLoss: false,
    requestedAction: "adjustment.requested",
    auditDetail: { ...auditedTerms(details), reason },
    info,
    execute: (key, act) => postAdjustment(ports, { act, key, terms, reason, actorId, requestId }),
  });
}

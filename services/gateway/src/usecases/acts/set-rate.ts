import { auditedTerms } from "../../domain/act.ts";
import type { Principal, RequestInfo } from "../../domain/principal.ts";
import type { Rate, RateTerms } from "../../domain/stream.ts";
import type { Billing } from "../../ports/billing.ts";
import { type PerformActPorts, type Performed, performAct } from "./perform-act.ts";
import { type PutRatePorts, putRate } from "./put-rate.ts";

export interface SetRatePorts extends PerformActPorts, PutRatePorts {
  billing: Pick<Billing, "setRate" | "getStream">;
}

export interface SetRateRequest extends RateTerms {
  reason: string;
  /** The admin knows that it costs more than it brings in. */
  acceptLoss: boolean;
}

/**
 * A new version of a rate card; with too little margin it waits for a second admin. @throws
 * stream_not_found
 */
export async function setRate(
  ports: SetRatePorts,
  { reason, acceptLoss, ...card }: SetRateRequest,
  { userId: actorId }: Principal,
  info: RequestInfo,
): Promise<Performed<Rate>> {
  const terms = { ...card, creatorId: await creatorOf(ports, card) };
  const details = { type: "rate" as const, terms };
  const { requestId } = info;
  return performAct(ports, {
    details,
    reason,
    actorId,
    // Without a key every request is an act of its own.
    idempotencyKey: info.businessKey || info.actId,
    acceptLoss,
    requestedAction: "rate.requested",
    auditDetail: { ...auditedTerms(details), reason },
    info,
    execute: (key, act) => putRate(ports, { act, key, terms, reason, actorId, requestId }),
  });
}

async function creatorOf(
  { billing }: Pick<SetRatePorts, "billing">,
  { scope, scopeId }: RateTerms,
): Promise<string | undefined> {
  if (scope !== "stream" || scopeId === undefined) return scopeId;
  return (await billing.getStream(scopeId)).creatorId;
}

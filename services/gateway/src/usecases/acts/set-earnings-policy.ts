import { auditedTerms, type EarningsPolicyChange } from "../../domain/act.ts";
import type { EarningsPolicy } from "../../domain/availability.ts";
import type { Principal, RequestInfo } from "../../domain/principal.ts";
import type { Wallet } from "../../ports/wallet.ts";
import { type PerformActPorts, type Performed, performAct } from "./perform-act.ts";
import { type PutEarningsPolicyPorts, putEarningsPolicy } from "./put-earnings-policy.ts";

export interface SetEarningsPolicyPorts extends PerformActPorts, PutEarningsPolicyPorts {
  wallet: Pick<Wallet, "judgeEarningsTerms" | "setEarningsPolicy">;
}

export type SetEarningsPolicyRequest = EarningsPolicyChange & { reason: string };

/** Sets when earnings become available; terms that release money earlier wait for a second admin. */
export async function setEarningsPolicy(
  ports: SetEarningsPolicyPorts,
  { reason, ...change }: SetEarningsPolicyRequest,
  { userId: actorId }: Principal,
  info: RequestInfo,
): Promise<Performed<EarningsPolicy>> {
  const { creatorId, ...terms } = change;
  const details = { type: "earnings_policy" as const, terms: change };
  const { requestId } = info;
  return performAct(ports, {
    details,
    reason,
    actorId,
    // Without a key every request is an act of its own.
    idempotencyKey: info.businessKey || info.actId,
    acceptLoss: false,
    releasesNothingEarlier: !(await ports.wallet.judgeEarningsTerms(creatorId, terms)),
    requestedAction: "earnings_policy.requested",
    auditDetail: { ...auditedTerms(details), reason },
    info,
    execute: (key, act) => putEarningsPolicy(ports, { act, key, terms: change, reason, actorId, requestId }),
  });
}

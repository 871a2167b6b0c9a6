import { auditedTerms, type EarningsPolicyChange } from "../../domain/act.ts";
import type { EarningsPolicy } from "../../domain/availability.ts";
import type { AuditLog } from "../../ports/audit-log.ts";
import type { Wallet } from "../../ports/wallet.ts";
import { recorded } from "../recorded.ts";
import { confirmation } from "./confirmation.ts";
import type { Execution } from "./post-adjustment.ts";

export interface PutEarningsPolicyPorts {
  wallet: Pick<Wallet, "setEarningsPolicy">;
  audit: AuditLog;
}

/** A new version of an earnings policy, once by its key, with its row in the audit log. */
export function putEarningsPolicy(
  { wallet, audit }: PutEarningsPolicyPorts,
  { act, key, terms: change, reason, actorId, requestId }: Execution<EarningsPolicyChange>,
): Promise<EarningsPolicy & { id: string }> {
  const { creatorId, ...terms } = change;
  const detail = {
    ...auditedTerms({ type: "earnings_policy", terms: change }),
    reason,
    ...confirmation(act),
  };
  const intent = { actor: actorId, action: "earnings_policy.set", objectType: "earnings_policy" };
  const confirmedBy = act?.decidedBy;
  return recorded(
    audit,
    { ...intent, objectId: "", requestId, detail },
    () => wallet.setEarningsPolicy({ key, creatorId, terms, reason, actorId, confirmedBy }),
    ({ id, version, releasesEarlier }) => ({
      objectId: id,
      detail: { ...detail, version, releases_earlier: releasesEarlier },
      dedupKey: `earnings_policy:${id}`,
    }),
  );
}

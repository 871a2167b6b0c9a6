import type { Rate } from "@metercast/contracts/billing/v1/billing.ts";
import { formatAmount } from "@metercast/money";
import { MetercastError } from "@metercast/runtime";
import type { AuditLog, Billing, Principal, RequestInfo } from "../ports.ts";
import { recorded } from "./recorded.ts";

export interface RateChange {
  scope: "platform" | "creator" | "stream";
  /** Empty for the platform. */
  scopeId: string;
  tokensPerMinute: bigint;
  creatorCentsPerMinute: bigint;
  reason: string;
}

/** A new version of a rate card. */
export async function setRate(
  ports: { billing: Pick<Billing, "setRate">; audit: AuditLog },
  change: RateChange,
  { userId: actor }: Principal,
  { requestId, businessKey }: RequestInfo,
): Promise<Rate> {
  const detail = {
    scope: change.scope,
    scope_id: change.scopeId,
    tokens_per_minute: change.tokensPerMinute.toString(),
    creator_per_minute: formatAmount(change.creatorCentsPerMinute, "USD"),
    reason: change.reason,
  };
  return recorded(
    ports.audit,
    { actor, action: "rate.set", objectType: "rate", objectId: "", requestId, detail },
    async () => {
      const { rate } = await ports.billing.setRate({
        ...change,
        actorId: actor,
        idempotencyKey: businessKey,
      });
      if (!rate) throw new MetercastError("internal", "billing answered without a rate card");
      return rate;
    },
    ({ id, version }) => ({ objectId: id, detail: { ...detail, version }, dedupKey: `rate:${id}` }),
  );
}

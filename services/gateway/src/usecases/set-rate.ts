import type { Rate } from "@metercast/contracts/billing/v1/billing.ts";
import { formatAmount } from "@metercast/money";
import { MetercastError } from "@metercast/runtime";
import type { Principal, RequestInfo } from "../domain/principal.ts";
import { type ActPorts, act, type Done, putRate } from "./acts.ts";

export interface RateChange {
  scope: "platform" | "creator" | "stream";
  /** Empty for the platform. */
  scopeId: string;
  tokensPerMinute: bigint;
  creatorCentsPerMinute: bigint;
  reason: string;
  /** The admin knows that it costs more than it brings in. */
  acceptLoss: boolean;
}

/** A new version of a rate card; with too little margin it waits for a second admin. @throws stream_not_found */
export async function setRate(
  ports: ActPorts,
  { reason, acceptLoss, ...terms }: RateChange,
  { userId: actor }: Principal,
  info: RequestInfo,
): Promise<Done<Rate>> {
  const value = { ...terms, creatorId: await creatorOf(ports, terms) };
  return act(ports, {
    request: {
      details: { what: { $case: "rate", value } },
      reason,
      actorId: actor,
      // Without a key every request is an act of its own.
      idempotencyKey: info.businessKey || info.actId,
      acceptLoss,
    },
    execute: (key, kept) => putRate(ports, { kept, key, value, reason, actor, requestId: info.requestId }),
    requested: "rate.requested",
    detail: {
      scope: terms.scope,
      scope_id: terms.scopeId,
      tokens_per_minute: terms.tokensPerMinute.toString(),
      creator_per_minute: formatAmount(terms.creatorCentsPerMinute, "USD"),
      reason,
    },
    info,
  });
}

/** Whose rate it is: nobody sets their own alone. */
async function creatorOf(
  { billing }: ActPorts,
  { scope, scopeId }: Pick<RateChange, "scope" | "scopeId">,
): Promise<string> {
  if (scope !== "stream") return scopeId;
  const { stream } = await billing.getStream({ streamId: scopeId });
  if (!stream) throw new MetercastError("stream_not_found");
  return stream.creatorId;
}

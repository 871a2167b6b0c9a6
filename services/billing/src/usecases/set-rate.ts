import { newUuid } from "@metercast/contracts";
import type { Clock } from "@metercast/runtime";
import { MetercastError } from "@metercast/runtime";
import type { RateCard, RateScope } from "../domain/rates.ts";
import type { Store } from "../ports/store.ts";
import type { Transaction } from "../ports/transaction.ts";

export interface SetRatePorts {
  store: Pick<Store, "streams" | "transaction">;
  clock: Clock;
}

export interface SetRate {
  scope: RateScope;
  /** A stream's UUID, a creator's user id, or empty for the platform. */
  scopeId: string;
  tokensPerMinute: number;
  creatorCentsPerMinute: number;
  reason: string;
  actorId: string;
  /** Empty: each call creates a version. */
  idempotencyKey: string;
}

/**
 * Appends a version of a rate card. Sessions that have started keep theirs. @throws stream_not_found,
 * idempotency_conflict
 */
export async function setRate({ store, clock }: SetRatePorts, request: SetRate): Promise<RateCard> {
  if (request.scope === "stream" && !(await store.streams.find(request.scopeId)))
    throw new MetercastError("stream_not_found");
  return store.transaction(async (tx) => {
    await tx.lockRateScope(request.scope, request.scopeId);
    const before = request.idempotencyKey && (await tx.rateByKey(request.actorId, request.idempotencyKey));
    return before ? sameAs(before, request) : appendRate(tx, request, clock.now());
  });
}

/** Appends the next version. The caller holds the scope's lock. */
export async function appendRate(tx: Transaction, request: SetRate, now: number): Promise<RateCard> {
  const newest = await tx.newestRate(request.scope, request.scopeId);
  const { actorId, idempotencyKey, ...prices } = request;
  const card = {
    ...prices,
    id: newUuid(now),
    version: (newest?.version ?? 0) + 1,
    createdBy: actorId,
    createdAt: now,
  };
  await tx.insertRate(card, idempotencyKey);
  return card;
}

function sameAs(card: RateCard, request: SetRate): RateCard {
  const keys = ["scope", "scopeId", "tokensPerMinute", "creatorCentsPerMinute", "reason"] as const;
  if (keys.some((key) => card[key] !== request[key])) throw new MetercastError("idempotency_conflict");
  return card;
}

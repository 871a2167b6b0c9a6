import { newUuid } from "@metercast/contracts";
import { MetercastError } from "@metercast/runtime";
import type { RateCard, RateScope } from "../domain/rates.ts";
import type { Clock, Store, Transaction } from "../ports.ts";

export interface SetRate {
  scope: RateScope;
  /** A stream's UUID, a creator's user id, empty for the platform. */
  scopeId: string;
  tokensPerMinute: number;
  creatorCentsPerMinute: number;
  reason: string;
  actorId: string;
  /** Empty: each call makes a version. */
  idempotencyKey: string;
}

/** Appends a version of a rate card; sessions that have started keep theirs. @throws stream_not_found, idempotency_conflict */
export function setRate({ store, clock }: { store: Store; clock: Clock }) {
  return async (request: SetRate): Promise<RateCard> => {
    if (request.scope === "stream" && !(await store.streams.find(request.scopeId)))
      throw new MetercastError("stream_not_found");
    return store.transaction(async (tx) => {
      await tx.lockRateScope(request.scope, request.scopeId);
      const before = request.idempotencyKey && (await tx.rateByKey(request.actorId, request.idempotencyKey));
      if (before) return sameAs(before, request);
      return insert(tx, request, clock.now());
    });
  };
}

async function insert(tx: Transaction, request: SetRate, now: number): Promise<RateCard> {
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

/** Makes the configured prices version 1 of the platform's card where it has none: a fresh system has prices. */
export function ensurePlatformRate({ store, clock }: { store: Store; clock: Clock }) {
  return async (prices: { tokensPerMinute: number; creatorCentsPerMinute: number }): Promise<void> => {
    await store.transaction(async (tx) => {
      await tx.lockRateScope("platform", "");
      if (await tx.newestRate("platform", "")) return;
      const request = {
        scope: "platform",
        scopeId: "",
        reason: "configured",
        actorId: "system",
        idempotencyKey: "",
      } as const;
      await insert(tx, { ...request, ...prices }, clock.now());
    });
  };
}

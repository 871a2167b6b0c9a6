import { appendRate, type SetRatePorts } from "./set-rate.ts";

/** Makes the configured prices version 1 of the platform's card if the card has no version. */
export async function ensurePlatformRate(
  { store, clock }: SetRatePorts,
  prices: { tokensPerMinute: number; creatorCentsPerMinute: number },
): Promise<void> {
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
    await appendRate(tx, { ...request, ...prices }, clock.now());
  });
}

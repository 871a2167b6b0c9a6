import type { World } from "@metercast/testkit";
import { expect } from "vitest";
import { sleep } from "../support/api.ts";
import { type Audience, gather, type Settled, settle } from "../support/audience.ts";

/** Length of a billed minute in this folder. */
export const MINUTE_MS = 1_000;
export const VIEWERS = 12;
export const ENV = { METER_MINUTE_SECONDS: "1", METER_LOST_AFTER_SECONDS: "30", LOG_LEVEL: "warn" };
const rich = () => 100_000;

export interface Watched {
  audience: Audience;
  settled: Settled;
  seconds: number;
}

/** Viewers watch while `fault` happens, and for some minutes before and after it. */
export async function watchThrough(world: World, fault: () => Promise<void>): Promise<Watched> {
  const began = Date.now();
  const audience = await gather(world, {
    viewers: VIEWERS,
    tokens: rich,
    heartbeatMs: MINUTE_MS / 4,
    minuteMs: MINUTE_MS,
  });
  await sleep(3 * MINUTE_MS);
  await fault();
  await sleep(4 * MINUTE_MS);
  const seconds = (Date.now() - began) / 1_000;
  await audience.leave();
  return { audience, settled: await settle(audience, rich), seconds };
}

/** What must be true however much went wrong: nobody paid twice, nothing was lost, both sides agree, all books are right. */
export function expectRight({ audience, settled }: Watched): void {
  expect(audience.mistakes).toEqual([]);
  expect(settled.integrity).toEqual({ ok: true, failing: [] });
  expect(settled.open).toBe(0);
  expect(settled.paidMinutes).toBe(settled.dueMinutes);
  expect(settled.tokensSpent).toBe(settled.paidMinutes * 5);
  expect(settled.creatorCents).toBe(settled.paidMinutes * 1_320);
}

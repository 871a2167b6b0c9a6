import { pace, type World } from "@metercast/testkit";
import { expect } from "vitest";
import { type Audience, expectSettled, gather, type Settled, settle } from "../support/audience.ts";

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

/**
 * Viewers watch while `fault` happens, and for some minutes before and after it, from when all have joined.
 */
export async function watchThrough(world: World, fault: () => Promise<void>): Promise<Watched> {
  const began = Date.now();
  const audience = await gather(world, {
    viewers: VIEWERS,
    tokens: rich,
    heartbeatMs: MINUTE_MS / 4,
    minuteMs: MINUTE_MS,
  });
  await expect.poll(audience.joined).toBe(VIEWERS);
  await pace(3 * MINUTE_MS);
  await fault();
  await pace(4 * MINUTE_MS);
  await audience.leave();
  // Leaving is a presence report too, and takes as long as it takes: nobody watched for longer than up to
  // here.
  const seconds = (Date.now() - began) / 1_000;
  return { audience, settled: await settle(audience, rich), seconds };
}

export const expectRight = ({ audience, settled }: Watched): void => expectSettled(audience, settled);

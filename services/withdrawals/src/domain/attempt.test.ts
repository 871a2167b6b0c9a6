import { describe, expect, it } from "vitest";
import {
  idempotencyKey,
  mustLookUp,
  nextLookAtPaidMs,
  refusedDelayMs,
  unknownDelayMs,
  WATCH_PAID_MS,
} from "./attempt.ts";

const now = new Date("2026-11-23T12:00:00Z");
const ago = (ms: number) => new Date(now.getTime() - ms);

describe("an idempotency key", () => {
  it("is the same for a repetition, and another one for each step and each new call", () => {
    const keys = [
      idempotencyKey("a", "funding", 1),
      idempotencyKey("a", "funding", 2),
      idempotencyKey("a", "sending", 1),
    ];
    expect(new Set(keys).size).toBe(3);
    expect(idempotencyKey("a", "funding", 1)).toBe(keys[0]);
  });

  it("is trusted for less than its life, and not at all once it is spent", () => {
    const key = { callNumber: 1, keySpent: false };
    const life = 23 * 3_600_000;
    expect(mustLookUp({ ...key, keyUsedAt: undefined }, life, now)).toBe(false);
    expect(mustLookUp({ ...key, keyUsedAt: ago(life - 1) }, life, now)).toBe(false);
    expect(mustLookUp({ ...key, keyUsedAt: ago(life) }, life, now)).toBe(true);
    expect(mustLookUp({ ...key, keyUsedAt: ago(0), keySpent: true }, life, now)).toBe(true);
  });
});

it("a paid payout is watched for a month with ever longer pauses", () => {
  let looks = 0;
  for (let at = 0; ; looks++) {
    const pause = nextLookAtPaidMs(ago(at), now, 60_000);
    if (pause === undefined) break;
    at += pause;
  }
  expect(nextLookAtPaidMs(ago(WATCH_PAID_MS + 1), now, 60_000)).toBeUndefined();
  expect(looks).toBeLessThan(50);
});

it("an unknown outcome is asked about after ever longer pauses, five minutes at most", () => {
  expect(unknownDelayMs(0, 2_000)).toBe(2_000);
  expect(unknownDelayMs(1, 2_000)).toBe(4_000);
  expect(unknownDelayMs(1_000, 2_000)).toBe(300_000);
});

it("a refused call is repeated with growing delays of six hours at most, and it ends", () => {
  const pauses: number[] = [];
  for (
    let pause = refusedDelayMs(0, 60_000);
    pause !== undefined;
    pause = refusedDelayMs(pauses.length, 60_000)
  )
    pauses.push(pause);
  expect(pauses.slice(0, 3)).toEqual([60_000, 120_000, 240_000]);
  expect(Math.max(...pauses)).toBe(6 * 3_600_000);
  expect(pauses).toHaveLength(60);
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { minuteEnd, minutesEndedBy, unfinishedMs } from "./minutes.ts";

const MINUTE = 60_000;
const START = 1_800_000_000_000;

describe("minutes", () => {
  it("minute k ends at start + k minutes - what was carried", () => {
    const session = { startedAt: START, carriedMs: 20_000, minuteMs: MINUTE };
    expect(minuteEnd(session, 1)).toBe(START + 40_000);
    expect(minutesEndedBy(session, START + 39_999)).toBe(0);
    expect(minutesEndedBy(session, START + 40_000)).toBe(1);
    expect(minutesEndedBy(session, START - 5)).toBe(0);
  });

  it("more than a minute that was carried in has ended at the start", () => {
    const session = { startedAt: START, carriedMs: 150_000, minuteMs: MINUTE };
    expect(minutesEndedBy(session, START)).toBe(2);
    expect(unfinishedMs(session, START)).toBe(30_000);
  });

  it("a minute has ended exactly from its end on", () => {
    fc.assert(
      fc.property(
        fc.nat(59_999),
        fc.integer({ min: 1, max: 5_000 }),
        fc.constantFrom(1_000, 5_000, MINUTE),
        (carried, k, minuteMs) => {
          const session = { startedAt: START, carriedMs: carried % minuteMs, minuteMs };
          const end = minuteEnd(session, k);
          expect(minutesEndedBy(session, end)).toBe(k);
          expect(minutesEndedBy(session, end - 1)).toBe(k - 1);
          expect(unfinishedMs(session, end)).toBe(0);
        },
      ),
    );
  });
});

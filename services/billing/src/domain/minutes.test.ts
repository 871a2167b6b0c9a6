import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { carriedInto } from "./join.ts";
import { minuteEnd, minutesEndedBy, unfinishedMs } from "./minutes.ts";
import type { EndReason, Session } from "./session.ts";

const MINUTE = 60_000;
const START = 1_800_000_000_000;

const ended = (startedAt: number, carriedMs: number, lastSeenAt: number, endReason: EndReason): Session => ({
  id: "",
  streamId: "",
  viewerId: "",
  creatorId: "",
  state: "ended",
  sequence: 0,
  tokensPerMinute: 5,
  creatorCentsPerMinute: 1_320,
  minuteMs: MINUTE,
  viewerAccount: 1,
  creatorAccount: 2,
  startedAt,
  carriedMs,
  lastSeenAt,
  minutesEmitted: 0,
  minutesBilled: 0,
  refusedMinute: 0,
  endedAt: lastSeenAt,
  endReason,
  settled: false,
});

describe("minutes", () => {
  it("minute k ends at start + k minutes - what was carried", () => {
    const session = { startedAt: START, carriedMs: 20_000, minuteMs: MINUTE };
    expect(minuteEnd(session, 1)).toBe(START + 40_000);
    expect(minutesEndedBy(session, START + 39_999)).toBe(0);
    expect(minutesEndedBy(session, START + 40_000)).toBe(1);
    expect(minutesEndedBy(session, START - 5)).toBe(0);
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

describe("carry-over", () => {
  it("leaving at 59 s again and again pays for every 60 s watched", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 200_000 }), { minLength: 1, maxLength: 40 }),
        (watched) => {
          let paid = 0;
          let at = START;
          let last: Session | undefined;
          for (const ms of watched) {
            at += 1_000;
            const carriedMs = carriedInto(last, at, MINUTE);
            paid += minutesEndedBy({ startedAt: at, carriedMs, minuteMs: MINUTE }, at + ms);
            last = ended(at, carriedMs, at + ms, "left");
            at += ms;
          }
          expect(paid).toBe(Math.floor(watched.reduce((sum, ms) => sum + ms, 0) / MINUTE));
        },
      ),
    );
  });

  it("nothing is carried after ten minutes, after insufficient_funds, or into a first session", () => {
    const last = ended(START, 0, START + 59_000, "left");
    expect(carriedInto(last, START + 59_000 + 600_000, MINUTE)).toBe(59_000);
    expect(carriedInto(last, START + 59_000 + 600_001, MINUTE)).toBe(0);
    expect(carriedInto(ended(START, 0, START + 59_000, "insufficient_funds"), START + 60_000, MINUTE)).toBe(
      0,
    );
    expect(carriedInto(undefined, START, MINUTE)).toBe(0);
  });

  it("counts up to the last sighting, not to the end", () => {
    const last = { ...ended(START, 0, START + 20_000, "stream_ended"), endedAt: START + 50_000 };
    expect(carriedInto(last, START + 51_000, MINUTE)).toBe(20_000);
  });

  it("stays below a whole minute where the minute got shorter", () => {
    expect(carriedInto(ended(START, 0, START + 59_000, "left"), START + 60_000, 5_000)).toBe(4_999);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { activeSession, MINUTE, metered, START } from "../../test/fixtures.ts";
import { type LimitedAct, LimitedViewing } from "../../test/limited-viewing.ts";
import { judgeMinutes, type OtherSpending, spenderOf, spenderOfRow } from "./judge-minutes.ts";
import { reachLimit } from "./meter.ts";
import { minutesBefore } from "./spending.ts";
import type { LimitVersion } from "./spending-limits.ts";

const ZONE = "Europe/Berlin";
const limit = (dayTokens: number, effectiveAt = 0): LimitVersion => ({
  dayTokens,
  monthTokens: undefined,
  zone: ZONE,
  effectiveAt,
});
const alone = (...versions: LimitVersion[]): OtherSpending => ({ versions, others: [], settled: () => 0 });
const seen = (minutes: number) => metered({ lastSeenAt: START + minutes * MINUTE });
const judge = (minutes: number, judged: number, spending: OtherSpending) =>
  judgeMinutes(spenderOf(seen(minutes), 5), judged, spending, () => true);

describe("a minute of a session with a limit", () => {
  it("begins only where it fits: 17 tokens a day are three minutes", () => {
    expect(judge(2, 2, alone(limit(17)))).toMatchObject({ upTo: 3, reached: undefined });
    expect(judge(3, 3, alone(limit(17)))).toMatchObject({ upTo: 3, reached: { kind: "day", spent: 20 } });
  });

  it("counts what was spent before, and a running minute of every other open session", () => {
    const other = spenderOfRow(activeSession({ startedAt: START }), START);
    expect(judge(0, 0, { ...alone(limit(17)), settled: () => 10 })).toMatchObject({ upTo: 1 });
    expect(judge(0, 0, { ...alone(limit(17)), settled: () => 10, others: [other] }).reached).toBeDefined();
  });

  it("is judged by the limit that was there when it began: a lower one does not take it back", () => {
    const versions = [limit(1_000), limit(5, START + 1.5 * MINUTE)];
    expect(judge(2, 1, alone(...versions))).toMatchObject({ upTo: 2, reached: { limit: 5 } });
  });

  it("looks ahead as far as it fits, so that nothing is read again until then", () => {
    expect(judge(1, 1, alone(limit(1_000_000)))).toMatchObject({ upTo: 32, reached: undefined });
  });

  it("is judged again at 80 % of the limit, so that the warning comes in time", () => {
    const unwarned = judgeMinutes(spenderOf(seen(1), 5), 1, alone(limit(50)), () => false);
    expect(unwarned).toMatchObject({ upTo: 7, near: [] });
    expect(judgeMinutes(spenderOf(seen(7), 5), 7, alone(limit(50)), () => false).near).toMatchObject([
      { kind: "day", spent: 40, limit: 50 },
    ]);
  });

  it("that was due when its session ended and does not fit is refused once those before it are paid", () => {
    const session = metered({
      lastSeenAt: START + 3 * MINUTE,
      endedAt: START + 3 * MINUTE,
      endReason: "left",
    });
    expect(reachLimit(session, 2)).toBe("nothing");
    session.paid = 2;
    expect([reachLimit(session, 2), session.refusedMinute]).toEqual(["answered", 3]);
  });
});

it("a minute counts in the day in which it ends", () => {
  const midnight = Date.UTC(2026, 10, 23, 23);
  const session = activeSession({ startedAt: midnight - 1.5 * MINUTE });
  expect([minutesBefore(session, 5, midnight), minutesBefore(session, 5, midnight + MINUTE)]).toEqual([1, 2]);
  const carried = activeSession({ startedAt: midnight, carriedMs: 2 * MINUTE });
  expect([minutesBefore(carried, 5, midnight), minutesBefore(carried, 5, midnight + 1)]).toEqual([0, 2]);
});

describe("whatever a viewer with a limit does in three streams", () => {
  const STREAMS = 3;
  const WORDS = ["beat", "beat", "beat", "beat", "join", "leave"] as const;
  const act = fc
    .record({
      act: fc.constantFrom(...WORDS),
      stream: fc.nat(STREAMS - 1),
      afterMs: fc.nat(48).map((n) => n * 250),
    })
    .map((one): LimitedAct => one);
  const acts = fc.array(act, { minLength: 5, maxLength: 120 });
  const prices = fc.array(fc.constantFrom(1, 5, 10), { minLength: STREAMS, maxLength: STREAMS });
  // Minutes before midnight, and in the hour that comes twice.
  const starts = fc.constantFrom(
    Date.UTC(2026, 10, 23, 22, 55),
    Date.UTC(2026, 9, 25, 0, 55),
    Date.UTC(2027, 2, 27, 22, 58),
  );
  const RUNS = { numRuns: 2_000, seed: 20_261_203 } as const;

  it.each([false, true])("no day passes its limit, in any order (on several replicas: %s)", (isRemote) => {
    fc.assert(
      fc.property(acts, prices, starts, fc.nat(120), (all, price, start, most) => {
        const viewing = new LimitedViewing(start, most, ZONE, price, isRemote);
        for (const one of all) viewing.do(one);
        for (const day of viewing.days()) expect(viewing.paidIn(day)).toBeLessThanOrEqual(most);
      }),
      RUNS,
    );
  });

  it("what they watch unpaid is a minute for each session at most", () => {
    fc.assert(
      fc.property(acts, prices, starts, fc.nat(120), (all, price, start, most) => {
        const viewing = new LimitedViewing(start, most, ZONE, price, false);
        for (const one of all) viewing.do(one);
        const slack = viewing.sessions.reduce((sum, { tokensPerMinute }) => sum + 2 * tokensPerMinute, 0);
        expect(viewing.unpaid()).toBeLessThanOrEqual(slack);
      }),
      RUNS,
    );
  });
});

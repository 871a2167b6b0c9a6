import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MINUTE, START, metered as session } from "../../test/fixtures.ts";
import * as rules from "./meter.ts";
import { minuteEnd } from "./minutes.ts";

const LOST = 45_000;
const LATER = START + 100 * MINUTE;

const seeAll = (s: rules.Metered, offsets: readonly number[], lost = LOST) => {
  for (const offset of offsets) rules.report(s, START + offset, LATER, lost);
  return s;
};

describe("presence reports", () => {
  it("a minute is due at the first presence report at or after its end", () => {
    expect(rules.dueMinutes(seeAll(session(), [15_000, 30_000, 45_000, 59_999]))).toBe(0);
    expect(rules.dueMinutes(seeAll(session(), [15_000, 30_000, 45_000, 60_000]))).toBe(1);
  });

  it("are cumulative: a lost one heals with the next", () => {
    expect(rules.dueMinutes(seeAll(session(), [40_000, 80_000, 120_000]))).toBe(2);
  });

  it("are taken between the start and now", () => {
    const s = session();
    expect(rules.report(s, START - 1_000_000, LATER, LOST)).toBe("nothing");
    rules.report(s, START + 1_000_000, START + 10_000, LOST);
    expect(s.lastSeenAt).toBe(START + 10_000);
  });

  it("never go back", () => {
    const s = seeAll(session(), [40_000, 20_000]);
    expect(s.lastSeenAt).toBe(START + 40_000);
  });

  it("in any order and any number make the same minutes due, where no gap shows", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(600_000), { minLength: 1, maxLength: 60 }),
        fc.nat(59_999),
        fc.infiniteStream(fc.nat()),
        (offsets, carriedMs, order) => {
          const inOrder = seeAll(
            session({ carriedMs }),
            [...offsets].sort((a, b) => a - b),
            Number.POSITIVE_INFINITY,
          );
          const shuffled = [...offsets, ...offsets]
            .map((offset) => ({ offset, key: order.next().value }))
            .sort((a, b) => a.key - b.key)
            .map(({ offset }) => offset);
          const other = seeAll(session({ carriedMs }), shuffled, Number.POSITIVE_INFINITY);
          expect(rules.dueMinutes(other)).toBe(rules.dueMinutes(inOrder));
        },
      ),
    );
  });

  it("read again from any earlier point change nothing, gaps included", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 50_000 }), { minLength: 1, maxLength: 60 }),
        fc.nat(60),
        (steps, from) => {
          let at = 0;
          const log = steps.map((step) => (at += step));
          const once = seeAll(session(), log);
          const again = seeAll(seeAll(session(), log), log.slice(from));
          expect(again).toEqual({ ...once, seenBefore: again.seenBefore });
        },
      ),
    );
  });
});

describe("a gap of more than 45 s", () => {
  it("ends the session lost at the presence report before it, and bills up to there", () => {
    const s = seeAll(session(), [30_000, 70_000]);
    expect(rules.report(s, START + 115_001, LATER, LOST)).toBe("lost");
    expect(s).toMatchObject({ endedAt: START + 70_000, endReason: "lost" });
    seeAll(s, [120_000, 180_000]);
    expect(rules.dueMinutes(s)).toBe(1);
  });
  it("of exactly 45 s does not", () => {
    expect(seeAll(session(), [45_000, 90_000]).endedAt).toBe(0);
  });
  it("counts from the start", () => {
    expect(seeAll(session(), [45_001])).toMatchObject({ endedAt: START, endReason: "lost" });
  });
});

describe("the viewer's own leave", () => {
  const leave = (s: rules.Metered, offset: number) => rules.leave(s, START + offset, LATER, LOST);

  it("is a presence report: it ends the session there, and what ended by then is due", () => {
    const s = seeAll(session(), [30_000]);
    expect(leave(s, 75_000)).toBe("left");
    expect(s).toMatchObject({ endedAt: START + 75_000, endReason: "left" });
    expect(rules.dueMinutes(s)).toBe(1);
  });
  it("after a gap ends it lost at the presence report before, as the same presence report in the log does", () => {
    const s = seeAll(session(), [40_000]);
    expect(leave(s, 85_001)).toBe("lost");
    expect(s).toMatchObject({ endedAt: START + 40_000, endReason: "lost" });
    expect(rules.dueMinutes(s)).toBe(0);
  });
  it("that was read from the log already, or is older than what was, ends it left at the last presence report", () => {
    for (const offset of [40_000, 30_000]) {
      const s = seeAll(session(), [40_000]);
      expect(leave(s, offset)).toBe("left");
      expect(s.endedAt).toBe(START + 40_000);
    }
  });
  it("changes nothing in one that has ended", () => {
    const s = seeAll(session(), [40_000]);
    rules.adoptEnd(s, START + 50_000, "stream_ended");
    expect(leave(s, 60_000)).toBe("nothing");
    expect(s).toMatchObject({
      endedAt: START + 50_000,
      endReason: "stream_ended",
      lastSeenAt: START + 40_000,
    });
  });
});

describe("an ended session", () => {
  it("counts presence reports up to its end and no later ones", () => {
    const s = seeAll(session(), [30_000]);
    rules.adoptEnd(s, START + 70_000, "stream_ended");
    seeAll(s, [80_000]);
    expect(rules.dueMinutes(s)).toBe(0);
    seeAll(s, [65_000]);
    expect(rules.dueMinutes(s)).toBe(1);
  });
  it("gives back a presence report that came after the end was decided elsewhere", () => {
    const s = seeAll(session(), [30_000, 61_000]);
    rules.adoptEnd(s, START + 60_500, "stream_ended");
    expect(rules.dueMinutes(s)).toBe(0);
  });
  it("keeps its reason when a minute of it is refused later", () => {
    const s = seeAll(session(), [40_000, 70_000]);
    rules.end(s, START + 70_000, "left");
    rules.emit(s, 1, 0);
    expect(rules.answer(s, 1, "refused")).toBe("answered");
    expect(s.endReason).toBe("left");
    expect(rules.unansweredMinutes(s)).toBe(0);
  });
});

describe("emissions", () => {
  it("at most one is unanswered: the next minutes wait for the answer", () => {
    const s = seeAll(session(), [40_000, 70_000]);
    expect(rules.nextEmission(s, 0)).toEqual({ from: 1, to: 1 });
    rules.emit(s, 1, 0);
    seeAll(s, [110_000, 130_000]);
    expect(rules.nextEmission(s, 1)).toBeUndefined();
    rules.answer(s, 1, "paid");
    expect(rules.nextEmission(s, 1)).toEqual({ from: 2, to: 2 });
  });

  it("without an answer it goes again after 30 s, then slower, never more than 5 min apart, never given up", () => {
    const s = seeAll(session(), [40_000, 70_000]);
    let now = 0;
    const waits: number[] = [];
    for (let i = 0; i < 12; i++) {
      expect(rules.nextEmission(s, now)).toEqual({ from: 1, to: 1 });
      rules.emit(s, 1, now);
      expect(rules.nextEmission(s, s.retryAt - 1)).toBeUndefined();
      waits.push(s.retryAt - now);
      now = s.retryAt;
    }
    expect(waits.slice(0, 5)).toEqual([30_000, 60_000, 120_000, 240_000, 300_000]);
    expect(Math.max(...waits)).toBe(300_000);
  });

  it("a gap sends again from the first unpaid minute, at once the first time only", () => {
    const s = seeAll(session(), [40_000, 80_000, 120_000, 125_000]);
    rules.emit(s, 2, 0);
    rules.answer(s, 2, "gap");
    expect(rules.nextEmission(s, 0)).toEqual({ from: 1, to: 2 });
    rules.emit(s, 2, 0);
    rules.answer(s, 2, "gap");
    expect(rules.nextEmission(s, 0)).toBeUndefined();
  });

  it("a minute that is too old for the ledger ends the session lost there, and nothing is sent after it", () => {
    const s = seeAll(session(), [40_000, 80_000, 120_000, 150_000]);
    rules.emit(s, 2, 0);
    rules.answer(s, 1, "paid");
    expect(rules.answer(s, 2, "too_old")).toBe("lost");
    expect(s).toMatchObject({ endReason: "lost", endedAt: minuteEnd(s, 2), refusedMinute: 2, paid: 1 });
    expect(rules.nextEmission(s, Number.MAX_SAFE_INTEGER)).toBeUndefined();
    expect(rules.unansweredMinutes(s)).toBe(0);
  });

  it("a refusal ends the session at the end of the refused minute, and nothing is sent after it", () => {
    const s = seeAll(session(), [40_000, 80_000, 120_000, 150_000]);
    rules.emit(s, 2, 0);
    rules.answer(s, 1, "paid");
    expect(rules.answer(s, 2, "refused")).toBe("refused");
    expect(s).toMatchObject({
      endReason: "insufficient_funds",
      endedAt: minuteEnd(s, 2),
      refusedMinute: 2,
      paid: 1,
    });
    expect(rules.nextEmission(s, Number.MAX_VALUE)).toBeUndefined();
  });

  it("answers in any order and any number lead to the same: the highest paid minute, the first refusal", () => {
    fc.assert(
      fc.property(fc.nat(20), fc.nat(20), fc.infiniteStream(fc.nat()), (paid, refusals, order) => {
        const answers = Array.from({ length: paid + refusals }, (_, i) => ({
          minute: i + 1,
          outcome: i < paid ? ("paid" as const) : ("refused" as const),
          key: order.next().value,
        }));
        const s = session({ lastSeenAt: START + (paid + refusals) * MINUTE, emitted: paid + refusals });
        for (const { minute, outcome } of [...answers, ...answers].sort((a, b) => a.key - b.key))
          rules.answer(s, minute, outcome);
        expect(s.paid).toBe(paid);
        expect(s.refusedMinute).toBe(refusals > 0 ? paid + 1 : 0);
      }),
    );
  });

  it("what did not leave is due again at once", () => {
    const s = seeAll(session(), [40_000, 70_000]);
    rules.emit(s, 1, 0);
    rules.emissionFailed(s);
    expect(rules.nextEmission(s, 0)).toEqual({ from: 1, to: 1 });
  });
});

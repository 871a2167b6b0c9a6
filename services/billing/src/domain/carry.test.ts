import { describe, expect, it } from "vitest";
import { activeSession, MINUTE, START } from "../../test/fixtures.ts";
import { carryInto, dueAtOnce } from "./carry.ts";
import type { EndReason, Session } from "./session.ts";

/** A session that ended when it was last seen, `watchedMs` after START. */
const ended = (watchedMs: number, endReason: EndReason, over: Partial<Session> = {}): Session =>
  activeSession({
    state: "ended",
    lastSeenAt: START + watchedMs,
    endedAt: START + watchedMs,
    endReason,
    ...over,
  });

const TERMS = { tokensPerMinute: 5, minuteMs: MINUTE };
const carried = (sessions: readonly Session[], over: Partial<typeof TERMS> = {}, now = START + 400_000) =>
  carryInto({ ...TERMS, ...over }, sessions, now, true).ms;

describe("what is carried into a session", () => {
  it("is the unfinished minute of each earlier one that nobody took over, in whatever stream", () => {
    expect(carried([])).toBe(0);
    expect(carried([ended(59_000, "left"), ended(130_000, "stream_ended"), ended(60_000, "left")])).toBe(
      69_000,
    );
  });

  it("counts what those took over themselves", () => {
    expect(carried([ended(20_000, "left", { carriedMs: 55_000 })])).toBe(15_000);
    expect(carried([ended(20_000, "left", { carriedMs: 30_000 })])).toBe(50_000);
  });

  it("includes the silence up to the moment at which one was declared lost, also beyond a minute", () => {
    const lost = ended(59_000, "lost", { silentMs: 46_500 });
    expect(carried([lost])).toBe(105_500);
    expect(dueAtOnce(TERMS, 105_500)).toBe(5n);
    expect(carryInto(TERMS, [lost], START + 400_000, false).ms).toBe(59_000);
  });

  it("is worth the same: seconds times the old price over the new one", () => {
    expect(carried([ended(30_000, "left")], { tokensPerMinute: 10 })).toBe(15_000);
    expect(carried([ended(30_000, "left", { tokensPerMinute: 10 })])).toBe(60_000);
    expect(carried([ended(59_999, "left", { tokensPerMinute: 1 })], { tokensPerMinute: 7 })).toBe(8_571);
    expect(carried([ended(30_000, "left")], { minuteMs: 30_000 })).toBe(15_000);
  });

  it("leaves paid minutes to the next session that has a price, and makes nobody pay for free ones", () => {
    const [paid, free] = [ended(30_000, "left"), ended(40_000, "left", { tokensPerMinute: 0 })];
    const into = (tokensPerMinute: number) =>
      carryInto({ ...TERMS, tokensPerMinute }, [paid, free], START + 50_000, true);
    expect(into(0)).toEqual({ ms: 40_000, from: [free] });
    expect(into(5)).toEqual({ ms: 30_000, from: [paid] });
  });

  it("is nothing after ten minutes, counted from when the end was known, nor after tokens ran out", () => {
    const left = ended(59_000, "left");
    expect(carried([left], {}, START + 659_000)).toBe(59_000);
    expect(carried([left], {}, START + 659_001)).toBe(0);
    const lost = ended(59_000, "lost", { silentMs: 46_000 });
    expect(carried([lost], {}, START + 705_000)).toBe(105_000);
    expect(carried([lost], {}, START + 705_001)).toBe(0);
    expect(carried([ended(59_000, "insufficient_funds")])).toBe(0);
    expect(carried([ended(119_000, "left", { refusedMinute: 1 })])).toBe(0);
  });

  it("counts up to the last presence report, not to the end of the stream", () => {
    expect(carried([ended(20_000, "stream_ended", { endedAt: START + 50_000 })])).toBe(20_000);
  });

  it("has a bound, however far the price falls and however long minutes are", () => {
    const dear = ended(59_000, "left", { tokensPerMinute: 1_000_000 });
    expect(carried([dear], { tokensPerMinute: 1 })).toBe(1_440 * MINUTE);
    expect(carried([dear], { tokensPerMinute: 1, minuteMs: 3_600_000 })).toBe(2_000_000_000);
  });
});

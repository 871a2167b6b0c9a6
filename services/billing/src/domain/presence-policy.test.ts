import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MINUTE, metered, START } from "../../test/fixtures.ts";
import { unpaidMs } from "./carry.ts";
import * as rules from "./meter.ts";
import { minuteEnd } from "./minutes.ts";
import type { Session } from "./session.ts";

const LATER = START + 1_000 * MINUTE;

/** Of a stream with presence policy "both", before any report of the media plane. */
const session = (over: Partial<rules.Metered> = {}): rules.Metered => metered({ mediaFrom: 0, ...over });

/** A line of the presence log; times from the session's start. */
type Line = { at: number; kind: "heartbeat" | "came" | "went" };

function tell(s: rules.Metered, { at, kind }: Line, lostAfterMs = Number.POSITIVE_INFINITY): void {
  if (kind === "heartbeat") rules.report(s, START + at, LATER, lostAfterMs);
  else if (kind === "came") rules.mediaJoined(s, START + at, LATER);
  else rules.mediaLeft(s, START + at, LATER);
}
const tellAll = (s: rules.Metered, log: readonly Line[]) => {
  for (const line of log) tell(s, line);
  return s;
};

/** One visit: heartbeats at most 45 s apart, a stay in the room somewhere along them, what is carried in. */
const visit = fc
  .record({
    steps: fc.array(fc.integer({ min: 1, max: 45_000 }), { minLength: 1, maxLength: 40 }),
    came: fc.nat(400_000),
    stayed: fc.integer({ min: 1, max: 900_000 }),
    carriedMs: fc.nat(MINUTE - 1),
  })
  .map(({ steps, came, stayed, carriedMs }) => {
    let at = 0;
    const beats = steps.map((step): Line => {
      at += step;
      return { at, kind: "heartbeat" };
    });
    const went = came + stayed;
    const inside = beats.map((beat) => beat.at).filter((time) => time >= came && time <= went);
    const last = Math.max(came, ...inside);
    const due = inside.length === 0 ? 0 : Math.floor((last - came + carriedMs) / MINUTE);
    // The whole of what both saw: with heartbeats from after going, up to there.
    const both = Math.max(0, Math.floor((Math.min(at, went) - came + carriedMs) / MINUTE));
    return { beats, came, went, carriedMs, due, both };
  });

const shuffled = <T>(lines: readonly T[]) =>
  fc.shuffledSubarray([...lines, ...lines], { minLength: 2 * lines.length });

describe("with presence policy both", () => {
  it("heartbeats alone make nothing due, nor does the media plane alone", () => {
    fc.assert(
      fc.property(visit, ({ beats, came, carriedMs }) => {
        expect(rules.dueMinutes(tellAll(session({ carriedMs }), beats))).toBe(0);
        expect(rules.dueMinutes(tellAll(session({ carriedMs }), [{ at: came, kind: "came" }]))).toBe(0);
      }),
    );
  });

  it("told in order, what is due is the time from coming to the last heartbeat before going, in whole minutes", () => {
    fc.assert(
      fc.property(visit, ({ beats, came, went, carriedMs, due }) => {
        const log: Line[] = [...beats, { at: came, kind: "came" }, { at: went, kind: "went" }];
        // The word of going comes last of its moment: a heartbeat in it counts.
        log.sort((a, b) => a.at - b.at || Number(a.kind === "went") - Number(b.kind === "went"));
        const s = tellAll(session({ carriedMs }), log);
        expect(rules.dueMinutes(s)).toBe(due);
        expect(s).toMatchObject({ endedAt: START + went, endReason: "left" });
      }),
    );
  });

  it("so it is in any order and any number, where the heartbeats from after going come after its word", () => {
    const orders = visit.chain((v) => {
      const inside = v.beats.filter(({ at }) => at <= v.went);
      const words: Line[] = [
        { at: v.came, kind: "came" },
        { at: v.went, kind: "went" },
      ];
      const outside = v.beats.filter(({ at }) => at > v.went);
      return fc.tuple(fc.constant(v), shuffled([...inside, ...words]), shuffled(outside));
    });
    fc.assert(
      fc.property(orders, ([{ carriedMs, due }, first, then]) => {
        expect(rules.dueMinutes(tellAll(session({ carriedMs }), [...first, ...then]))).toBe(due);
      }),
    );
  });

  it("in whatever order: due never shrinks, and no minute is due that its heartbeat, or the word of going, did not come after", () => {
    const orders = visit.chain((v) =>
      fc.tuple(
        fc.constant(v),
        shuffled<Line>([...v.beats, { at: v.came, kind: "came" }, { at: v.went, kind: "went" }]),
      ),
    );
    fc.assert(
      fc.property(orders, ([{ came, went, carriedMs, due, both }, log]) => {
        const s = session({ carriedMs });
        let before = 0;
        let wentTold = false;
        for (const line of log) {
          tell(s, line);
          const now = rules.dueMinutes(s);
          expect(now).toBeGreaterThanOrEqual(before);
          // After a leave was reported, only what both saw can be added.
          if (wentTold) expect(now).toBeLessThanOrEqual(Math.max(before, both));
          if (now > 0) expect(minuteEnd(s, now)).toBeLessThanOrEqual(s.lastSeenAt);
          if (now > 0) expect(s.mediaFrom).toBe(START + came);
          if (line.kind === "went") wentTold = true;
          before = now;
        }
        expect(before).toBeGreaterThanOrEqual(due);
        expect(s.endedAt).toBeGreaterThanOrEqual(START + went);
      }),
    );
  });

  it("a log read again from any earlier point, by the same meter or by one that begins with the row, changes nothing", () => {
    const cases = visit.chain((v) => {
      const log = shuffled<Line>([...v.beats, { at: v.came, kind: "came" }, { at: v.went, kind: "went" }]);
      return fc.record({ log, carriedMs: fc.constant(v.carriedMs), row: fc.nat(100), from: fc.nat(100) });
    });
    fc.assert(
      fc.property(cases, ({ log, carriedMs, row, from }) => {
        const once = tellAll(session({ carriedMs }), log);
        const wanted = [rules.dueMinutes(once), once.endedAt, once.mediaFrom];
        const again = tellAll(tellAll(session({ carriedMs }), log), log.slice(from));
        expect([rules.dueMinutes(again), again.endedAt, again.mediaFrom]).toEqual(wanted);
        const upTo = Math.min(row, log.length);
        const written = tellAll(session({ carriedMs }), log.slice(0, upTo));
        if (written.endedAt > 0) written.lastSeenAt = Math.min(written.lastSeenAt, written.endedAt);
        const loaded = tellAll({ ...written }, log.slice(Math.min(from, upTo)));
        expect([rules.dueMinutes(loaded), loaded.endedAt, loaded.mediaFrom]).toEqual(wanted);
      }),
    );
  });

  it("going ends the session where it was, unless a minute was due by then: with that", () => {
    const gone = (at: number) => {
      const s = tellAll(session(), [
        { at: 10_000, kind: "came" },
        { at: 40_000, kind: "heartbeat" },
        { at: 75_000, kind: "heartbeat" },
      ]);
      tell(s, { at, kind: "went" });
      return [s.endedAt - START, rules.dueMinutes(s)];
    };
    expect(gone(90_000)).toEqual([90_000, 1]);
    expect(gone(72_000)).toEqual([72_000, 1]);
    expect(gone(60_000)).toEqual([70_000, 1]);
    expect(gone(-5_000)).toEqual([70_000, 1]);
  });

  it("an ended session keeps its end; a report from before it still counts, a later one doesn't", () => {
    const s = tellAll(session(), [{ at: 130_000, kind: "heartbeat" }]);
    rules.end(s, START + 130_000, "stream_ended");
    tell(s, { at: 60_000, kind: "went" });
    expect(s).toMatchObject({ endedAt: START + 130_000, endReason: "stream_ended" });
    tell(s, { at: 130_001, kind: "came" });
    expect([s.mediaFrom, rules.dueMinutes(s)]).toEqual([0, 0]);
    tell(s, { at: 5_000, kind: "came" });
    expect(rules.dueMinutes(s)).toBe(2);
  });

  it("the reports of the media plane are no heartbeats: without heartbeats the viewer is lost", () => {
    const s = session();
    tell(s, { at: 44_000, kind: "came" });
    expect(rules.report(s, START + 45_001, LATER, 45_000)).toBe("lost");
    expect(s.endedAt).toBe(START);
  });

  it("what was seen by both and is no whole minute carries over, and what was carried in without being watched, but no silence outside the room", () => {
    const left = (over: Partial<Session>) => {
      const row = { startedAt: START, carriedMs: 20_000, minuteMs: MINUTE, lastSeenAt: START + 50_000 };
      const end = { endedAt: START + 50_000, endReason: "lost", silentMs: 46_000, refusedMinute: 0 };
      return unpaidMs({ ...row, ...end, ...over } as Session, true);
    };
    expect(left({ mediaFrom: START + 40_000 })).toBe(30_000 + 46_000);
    expect(left({ mediaFrom: 0 })).toBe(20_000);
    expect(left({ mediaFrom: undefined })).toBe(10_000 + 46_000);
  });
});

it('with policy "any" the reports of the media plane change nothing here: they count like any other', () => {
  const s = session({ mediaFrom: undefined });
  expect(rules.mediaJoined(s, START + 5_000, LATER)).toBe("nothing");
  expect(rules.mediaLeft(s, START + 5_000, LATER)).toBe("nothing");
  expect(s).toEqual(session({ mediaFrom: undefined }));
});

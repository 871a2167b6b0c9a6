import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MINUTE } from "../../test/fixtures.ts";
import { type Act, MAX_OPEN, STREAMS, Viewing } from "../../test/viewing.ts";

const DEAREST = 11;
const WORDS = ["beat", "beat", "join", "leave", "hop", "top_up", "rate", "end_stream", "wait"] as const;

/** An act in one number: patterns are made, shrunk and shown fast. */
const toAct = (n: number): Act => ({
  act: WORDS[n % WORDS.length]!,
  stream: Math.floor(n / WORDS.length) % STREAMS,
  afterMs: Math.floor(n / (WORDS.length * STREAMS)) * 250,
});
const pattern = (maxWaitMs: number) =>
  fc
    .array(fc.nat(WORDS.length * STREAMS * (maxWaitMs / 250) - 1), { minLength: 1, maxLength: 40 })
    .map((numbers) => numbers.map(toAct));
const prices = fc.array(fc.constantFrom(1, 5, 10), { minLength: STREAMS, maxLength: STREAMS });
const RUNS = { numRuns: 10_000, seed: 20_261_130 } as const;

/** A minute of each session that is open; prices scale to whole milliseconds, rounded down. */
const slack = (viewing: Viewing, minutesPerRunOut: number): number =>
  (Math.max(1, viewing.open.length) + minutesPerRunOut * viewing.runOuts) * DEAREST * MINUTE +
  viewing.joins * DEAREST;

function leaveAll(viewing: Viewing): void {
  for (const { stream } of viewing.open) viewing.do({ act: "leave", stream, afterMs: 0 });
}

describe("whatever a viewer does among the streams of one creator", () => {
  it("with tokens enough they pay for every minute that they could watch, but for a minute of each open session", () => {
    fc.assert(
      fc.property(pattern(14_000), prices, (acts, price) => {
        const viewing = new Viewing(1_000_000, price);
        // Back within ten minutes of any end: 40 acts take less.
        for (const act of acts) viewing.do(act);
        leaveAll(viewing);
        for (let stream = 0; stream < STREAMS; stream++) viewing.join(stream);
        expect(viewing.charged()).toBeGreaterThanOrEqual(viewing.watched() - slack(viewing, 0));
      }),
      RUNS,
    );
  });

  it("they never pay for more than they were seen to watch and were silent", () => {
    fc.assert(
      fc.property(pattern(60_000), prices, fc.nat(400), (acts, price, tokens) => {
        const viewing = new Viewing(tokens, price);
        for (const act of acts) viewing.do(act);
        expect(viewing.charged()).toBeLessThanOrEqual(viewing.watched());
      }),
      RUNS,
    );
  });

  it("with few tokens what they watch unpaid is a minute of each open session, and what began before tokens ran out", () => {
    fc.assert(
      fc.property(pattern(14_000), prices, fc.nat(100), (acts, price, tokens) => {
        const viewing = new Viewing(tokens, price);
        for (const act of acts) viewing.do(act);
        expect(viewing.open.length).toBeLessThanOrEqual(MAX_OPEN);
        leaveAll(viewing);
        // What is carried and not joined with yet is a session's rest and its silence.
        const pending = viewing.sessions.filter((session) => session.endedAt > 0 && !session.takenOver);
        const unpaid = viewing.watched() - viewing.charged();
        expect(unpaid).toBeLessThanOrEqual(slack(viewing, 2) + 2 * pending.length * DEAREST * MINUTE);
        expect(viewing.available).toBeGreaterThanOrEqual(0n);
      }),
      RUNS,
    );
  });
});

describe("what was free once", () => {
  const act = (afterMs: number, word: Act["act"], stream = 0): Act => ({ afterMs, act: word, stream });
  const minutesWatched = (viewing: Viewing) => viewing.watched() / 5 / MINUTE;
  const minutesPaid = (viewing: Viewing) => viewing.charged() / 5 / MINUTE;
  const PRICES = [5, 5, 5];

  it("joining, never a heartbeat, joining again when lost", () => {
    const viewing = new Viewing(100, PRICES);
    viewing.do(act(0, "join"));
    for (let again = 0; again < 12; again++) viewing.do(act(46_500, "join"));
    expect(minutesWatched(viewing)).toBeCloseTo(9.3, 5);
    expect(minutesPaid(viewing)).toBe(9);
  });

  it("one heartbeat just before the first minute's end, then silence", () => {
    const viewing = new Viewing(100, PRICES);
    for (const each of [act(0, "join"), act(30_000, "beat"), act(29_000, "beat"), act(60_000, "join")])
      viewing.do(each);
    expect(minutesWatched(viewing)).toBeCloseTo(1.758, 3);
    expect(minutesPaid(viewing)).toBe(1);
  });

  it("hopping over the streams of one creator, leaving before each minute's end", () => {
    const viewing = new Viewing(100, PRICES);
    for (let hop = 0; hop < 7; hop++) {
      viewing.do(act(5_000, "join", hop % 3));
      viewing.do(act(40_000, "beat", hop % 3));
      viewing.do(act(15_000, "leave", hop % 3));
    }
    expect(minutesWatched(viewing)).toBeCloseTo((7 * 55) / 60, 5);
    expect(minutesPaid(viewing)).toBe(6);
  });

  it("25 tokens and every stream at once", () => {
    const viewing = new Viewing(25, PRICES);
    for (let stream = 0; stream < 3; stream++) viewing.do(act(0, "join", stream));
    for (let round = 0; round < 20; round++)
      for (let stream = 0; stream < 3; stream++) viewing.do(act(5_000, "beat", stream));
    expect(minutesPaid(viewing)).toBe(5);
    // The last minute that began, in each of three sessions, and a heartbeat's time until it shows.
    expect(minutesWatched(viewing)).toBeLessThanOrEqual(5 + 3);
    expect(viewing.open).toEqual([]);
  });

  it("17 tokens are three minutes, and the picture stops there", () => {
    const viewing = new Viewing(17, PRICES);
    viewing.do(act(0, "join"));
    for (let beat = 0; beat < 20; beat++) viewing.do(act(15_000, "beat"));
    const [session] = viewing.sessions;
    expect(session).toMatchObject({ paid: 3, refusedMinute: 0, endReason: "insufficient_funds" });
    expect((session?.endedAt ?? 0) - (session?.startedAt ?? 0)).toBe(3 * MINUTE);
    expect(minutesWatched(viewing)).toBe(3);
  });
});

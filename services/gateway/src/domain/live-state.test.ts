import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  formatMark,
  type LiveSession,
  mergeSession,
  missedWarning,
  NOTHING_SEEN,
  parseMark,
  ShownVersions,
  sessionVersion,
} from "./live-state.ts";

it("whatever the order of versions, what is shown only ever gets newer and ends with the newest", () => {
  fc.assert(
    fc.property(fc.array(fc.bigInt({ min: 0n, max: 50n }), { minLength: 1 }), (versions) => {
      const shown = new ShownVersions();
      const seen = versions.filter((version) => shown.advance("TOKEN", version));
      expect(seen).toEqual([...new Set(seen)].sort((a, b) => Number(a - b)));
      expect(seen.at(-1)).toBe(versions.toSorted((a, b) => Number(a - b)).at(-1));
    }),
  );
});

it("pictures of a session merge to the same in every order", () => {
  const base = { id: "s", streamId: "t", tokensPerMinute: 5n, startedAt: undefined };
  const picture = fc.record({
    minutesBilled: fc.integer({ min: 0, max: 9 }),
    ended: fc.constantFrom(undefined, { reason: "left", at: undefined }),
  });
  const merge = (pictures: Partial<LiveSession>[]) =>
    pictures.reduce<LiveSession>((a, b) => mergeSession(a, b), {
      ...base,
      minutesBilled: 0,
      ended: undefined,
    });
  fc.assert(
    fc.property(fc.array(picture, { minLength: 1 }), (pictures) => {
      const forward = merge(pictures);
      expect(merge(pictures.toReversed())).toEqual(forward);
      for (const one of pictures)
        expect(sessionVersion(forward)).toBeGreaterThanOrEqual(sessionVersion({ ...base, ...one }));
    }),
  );
});

describe("the mark of what was seen", () => {
  it("is read back as it was written", () => {
    const mark = { versions: { TOKEN: 57n, USD: -1n }, warned: 2 as const, atMs: 1_764_000_000_000 };
    expect(parseMark(formatMark(mark))).toEqual(mark);
    expect(parseMark(formatMark(NOTHING_SEEN))).toEqual(NOTHING_SEEN);
  });
  it.each([undefined, "", "5", "1.2.3.4.5", "a.b.c.d", "1.2.9.4", "-2.1.0.1", `${"9".repeat(40)}.1.0.1`])(
    "is nothing where it is %j",
    (text) => expect(parseMark(text)).toBeUndefined(),
  );
});

it.each([
  ["nothing is low", 0, 0, 5n, 9n, false],
  ["it sank since", 1, 0, 5n, 9n, true],
  ["it was shown and nothing happened since", 1, 1, 9n, 9n, false],
  ["it was shown, and changed since", 1, 1, 5n, 9n, true],
  ["it is worse than what was shown", 2, 1, 9n, 9n, true],
  ["the balance was seen but not the warning", 1, 0, 9n, 9n, true],
] as const)("a warning was missed? %s", (_, level, warned, seen, version, expected) => {
  const mark = { versions: { TOKEN: seen, USD: -1n }, warned, atMs: 0 };
  expect(missedWarning(mark, level, version)).toBe(expected);
});

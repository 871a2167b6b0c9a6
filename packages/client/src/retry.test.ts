import fc from "fast-check";
import { expect, it } from "vitest";
import { retryAfterMs } from "./error.ts";
import { DEFAULT_RETRY, type Outcome, pauseBeforeNext } from "./retry.ts";

const outcome: fc.Arbitrary<Outcome> = fc.record({
  status: fc.constantFrom(0, 400, 401, 402, 404, 409, 422, 429, 500, 502, 503),
  code: fc.constantFrom("unavailable", "request_in_progress", "stream_ended"),
  retryAfterMs: fc.option(fc.nat(120_000), { nil: undefined }),
});
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

it("what may have had an effect is never sent twice", () => {
  fc.assert(
    fc.property(outcome, random, (seen, luck) => {
      const circumstances = { repeatable: false, attempt: 1, random: luck };
      expect(pauseBeforeNext(seen, circumstances, DEFAULT_RETRY)).toBeUndefined();
    }),
  );
});

it("every call ends: after its last attempt nothing is sent, and no pause is longer than its limit", () => {
  fc.assert(
    fc.property(outcome, random, fc.integer({ min: 1, max: 9 }), (seen, luck, attempt) => {
      const pause = pauseBeforeNext(seen, { repeatable: true, attempt, random: luck }, DEFAULT_RETRY);
      if (attempt >= DEFAULT_RETRY.attempts) expect(pause).toBeUndefined();
      const longest = seen.retryAfterMs ?? DEFAULT_RETRY.maxDelayMs;
      expect(pause ?? 0).toBeLessThanOrEqual(longest + DEFAULT_RETRY.baseDelayMs);
      if (pause !== undefined) expect(pause).toBeGreaterThanOrEqual(seen.retryAfterMs ?? 0);
    }),
  );
});

it("only what waiting may heal is repeated", () => {
  const again = (status: number, code: string) =>
    pauseBeforeNext(
      { status, code, retryAfterMs: undefined },
      { repeatable: true, attempt: 1, random: 0.5 },
      DEFAULT_RETRY,
    ) !== undefined;
  const wait = [
    [0, "unreachable"],
    [429, "rate_limited"],
    [503, "unavailable"],
    [409, "request_in_progress"],
  ] as const;
  for (const [status, code] of wait) expect([code, again(status, code)]).toEqual([code, true]);
  const final = [
    [402, "insufficient_funds"],
    [409, "stream_ended"],
    [422, "invalid_request"],
  ] as const;
  for (const [status, code] of final) expect([code, again(status, code)]).toEqual([code, false]);
});

it("Retry-After is read in both of its forms", () => {
  const now = Date.parse("2026-11-23T18:00:00Z");
  expect(retryAfterMs("7", now)).toBe(7_000);
  expect(retryAfterMs("Mon, 23 Nov 2026 18:00:30 GMT", now)).toBe(30_000);
  expect(retryAfterMs("Mon, 23 Nov 2026 17:00:00 GMT", now)).toBe(0);
  expect(retryAfterMs("soon", now)).toBeUndefined();
  expect(retryAfterMs(null, now)).toBeUndefined();
});

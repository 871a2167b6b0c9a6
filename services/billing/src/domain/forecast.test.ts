import fc from "fast-check";
import { expect, it } from "vitest";
import { type Consumer, runsOutAt } from "./forecast.ts";
import { minuteEnd } from "./minutes.ts";

const START = 1_800_000_000_000;
const consumer = (over: Partial<Consumer> = {}): Consumer => ({
  startedAt: START,
  carriedMs: 0,
  minuteMs: 60_000,
  paid: 0,
  tokensPerMinute: 5,
  ...over,
});

it("runs out at the end of the minute after which the next one can't be paid: 17 tokens are three minutes", () => {
  expect(runsOutAt(17n, [consumer()])).toBe(START + 180_000);
  expect(runsOutAt(9n, [consumer()])).toBe(START + 60_000);
  expect(runsOutAt(10n, [consumer({ paid: 2 })])).toBe(START + 240_000);
  expect(runsOutAt(0n, [consumer()])).toBe(START + 60_000);
  // The last minute is paid and the session has not ended yet: the time stays what it was.
  expect(runsOutAt(2n, [consumer({ paid: 3 })])).toBe(START + 180_000);
});

it("nothing open, or all of it free: it never runs out", () => {
  expect(runsOutAt(0n, [])).toBeUndefined();
  expect(runsOutAt(0n, [consumer({ tokensPerMinute: 0 })])).toBeUndefined();
  expect(runsOutAt(1_000_000_000_000_000n, [consumer()])).toBeUndefined();
});

it("agrees with paying minute by minute in the order of their ends, over any open sessions", () => {
  const session = fc.record({
    startedAt: fc.nat(500_000).map((ms) => START + ms),
    carriedMs: fc.nat(4_999),
    minuteMs: fc.constantFrom(5_000, 60_000),
    paid: fc.nat(3),
    tokensPerMinute: fc.nat(9),
  });
  fc.assert(
    fc.property(
      fc.array(session, { maxLength: 5 }),
      fc.bigInt({ min: 0n, max: 300n }),
      (sessions, available) => {
        expect(runsOutAt(available, sessions)).toBe(payOneByOne(available, sessions));
      },
    ),
  );
});

function payOneByOne(available: bigint, sessions: readonly Consumer[]): number | undefined {
  const open = sessions.filter((each) => each.tokensPerMinute > 0).map((each) => ({ ...each }));
  if (open.length === 0) return undefined;
  const paid = open.filter((each) => each.paid > 0);
  if (paid.length > 0) {
    const last = paid.reduce((a, b) => (minuteEnd(b, b.paid) > minuteEnd(a, a.paid) ? b : a));
    if (available < BigInt(last.tokensPerMinute)) return minuteEnd(last, last.paid);
  }
  for (let left = available; ; ) {
    const next = open.reduce((a, b) => (minuteEnd(b, b.paid + 1) < minuteEnd(a, a.paid + 1) ? b : a));
    left -= BigInt(next.tokensPerMinute);
    next.paid += 1;
    if (left < BigInt(next.tokensPerMinute)) return minuteEnd(next, next.paid);
  }
}

import fc from "fast-check";
import { expect, it } from "vitest";
import { lostTokens } from "./clawback.ts";
import { least } from "./fifo.ts";
import { spentAt, spentByTopUp, spentOf, type TokenChange, takenBackUpTo } from "./token-lots.ts";
import { afterStep, moneyMoved, NOTHING_REVERSED, type Purchase, type Reversed } from "./top-up-money.ts";

interface Bought extends Purchase {
  topUpId: string;
  reversed: Reversed;
}

/** A viewer's account, as the ledger books it. */
class Viewer {
  balance = 0n;
  spent = 0n;
  readonly changes: TokenChange[] = [];
  readonly topUps: Bought[] = [];

  change(topUpId: string, tokens: bigint): void {
    this.balance += tokens;
    const version = BigInt(this.changes.length + 1);
    if (tokens !== 0n) this.changes.push({ version, tokens, topUpId, balance: this.balance });
  }

  buy(tokens: bigint): Bought {
    const topUpId = `top-${this.topUps.length}`;
    const topUp = { topUpId, tokens, cents: tokens * 295n, reversed: NOTHING_REVERSED };
    this.topUps.push(topUp);
    this.change(topUpId, tokens);
    return topUp;
  }

  spend(tokens: bigint): void {
    const part = least(tokens, this.balance);
    this.balance -= part;
    this.spent += part;
  }

  /** Cents below zero leave, as of a refund; above zero they come back. */
  move(topUp: Bought, cents: bigint): void {
    const step = moneyMoved(topUp, topUp.reversed, cents, this.balance);
    topUp.reversed = afterStep(topUp.reversed, cents, step);
    this.change(topUp.topUpId, -step.tokens);
  }

  lost = (topUp: Bought): bigint => lostTokens(topUp, topUp.reversed);

  /** The tokens, one by one, that a top-up paid. */
  paidBy = ({ topUpId }: Bought): bigint[] =>
    spentOf(this.changes, topUpId)
      .flatMap(({ from, to }) => Array.from({ length: Number(to - from) }, (_, at) => from + BigInt(at)))
      .filter((token) => token < this.spent);

  /** Those of them that are lost: the last. */
  lostOf(topUp: Bought): Set<bigint> {
    const lost = Number(this.lost(topUp));
    return new Set(lost === 0 ? [] : this.paidBy(topUp).slice(-lost));
  }
}

it("a refund takes its own top-up's tokens, so what is spent after it is the other's", () => {
  const viewer = new Viewer();
  const first = viewer.buy(100n);
  const second = viewer.buy(100n);
  viewer.move(second, -second.cents);
  viewer.spend(100n);
  viewer.move(first, -first.cents);
  expect(spentOf(viewer.changes, first.topUpId)).toEqual([{ from: 0n, to: 100n }]);
  expect(spentOf(viewer.changes, second.topUpId)).toEqual([]);
  expect(viewer.lostOf(first).size).toBe(100);
});

it("for a refund of spent tokens another top-up's stand in, which get the minutes that it paid", () => {
  const viewer = new Viewer();
  const first = viewer.buy(100n);
  const second = viewer.buy(100n);
  viewer.spend(120n);
  viewer.move(first, -first.cents);
  expect(spentOf(viewer.changes, first.topUpId)).toEqual([{ from: 80n, to: 100n }]);
  expect(spentOf(viewer.changes, second.topUpId)).toEqual([
    { from: 0n, to: 80n },
    { from: 100n, to: 120n },
  ]);
  expect(takenBackUpTo(viewer.changes, 99n)).toBe(80n);
});

const act = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant("buy"), size: fc.integer({ min: 1, max: 30 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("gift"), size: fc.integer({ min: 1, max: 10 }) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("spend"), size: fc.integer({ min: 1, max: 40 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("away"), size: fc.integer({ min: 1, max: 100 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("back"), size: fc.integer({ min: 1, max: 100 }) }) },
);

it("for any top-ups, minutes, refunds, disputes and wins: each lost token is a minute's, of one top-up alone, and stays the same one while it is lost", () => {
  const run = fc.property(fc.array(fc.tuple(act, fc.nat(3)), { minLength: 15, maxLength: 40 }), (acts) => {
    const viewer = new Viewer();
    let before = new Map<string, Set<bigint>>();
    for (const [{ do: what, size }, which] of acts) {
      const topUp = viewer.topUps[which % Math.max(1, viewer.topUps.length)];
      if (what === "buy") viewer.buy(BigInt(size));
      else if (what === "gift") viewer.change("", BigInt(size));
      else if (what === "spend") viewer.spend(BigInt(size));
      else if (topUp) {
        const away = topUp.reversed.cents;
        const most = what === "away" ? topUp.cents - away : away;
        const cents = least((topUp.cents * BigInt(size) + 99n) / 100n, most);
        viewer.move(topUp, what === "away" ? -cents : cents);
      }
      const after = new Map(viewer.topUps.map((one) => [one.topUpId, viewer.lostOf(one)]));
      const paid = viewer.topUps.flatMap(viewer.paidBy);
      expect(new Set(paid).size).toBe(paid.length);
      for (const one of viewer.topUps) {
        const lost = after.get(one.topUpId) ?? new Set();
        // Nothing is untraced, as all that was spent is minutes.
        expect(BigInt(lost.size)).toBe(viewer.lost(one));
        const [fewer, more] = [lost, before.get(one.topUpId) ?? new Set<bigint>()].sort(
          (left, right) => left.size - right.size,
        ) as [Set<bigint>, Set<bigint>];
        expect([...fewer].filter((token) => !more.has(token))).toEqual([]);
      }
      before = after;
    }
  });
  fc.assert(run, { numRuns: 150 });
}, 60_000);

it("every spent token has its top-up, and an entry its place by the balance after it", () => {
  const changes = [
    { version: 1n, tokens: 10n, topUpId: "one", balance: 10n },
    { version: 4n, tokens: 20n, topUpId: "", balance: 22n },
    { version: 6n, tokens: 5n, topUpId: "two", balance: 9n },
  ];
  expect(Object.fromEntries(spentByTopUp(changes))).toMatchObject({
    one: [{ from: 0n, to: 10n }],
    "": [{ from: 10n, to: 30n }],
  });
  // After 10 and 20 tokens came and 4 are left, 26 were spent.
  expect(spentAt(changes, { version: 5n, balance: 4n })).toBe(26n);
});

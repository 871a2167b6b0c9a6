import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Borne,
  bear,
  clawbackPolicy,
  creatorsPart,
  givenBack,
  newShares,
  payDebts,
  type Share,
  type SpentTokens,
  traceLoss,
  unbear,
} from "./clawback.ts";
import { least } from "./fifo.ts";

const minute = (creator: bigint): SpentTokens => ({ tokens: 5n, cents: 1_320n, creator });
const total = (borne: Borne): bigint => borne.reserve + borne.available + borne.debt + borne.absorbed;

describe("a loss is traced", () => {
  it("to the minutes that were paid last, a part of a minute for its part", () => {
    expect(traceLoss([minute(1n), minute(2n), minute(3n)], 7n, 100_000n)).toEqual({
      shares: new Map([
        [3n, 1_320n],
        [2n, 528n],
      ]),
      untraced: 0n,
    });
  });

  it("to nobody where no minute is known, and to no more than the platform lost", () => {
    const gone = { tokens: 5n, cents: 0n, creator: undefined };
    expect(traceLoss([minute(1n), gone], 8n, 100_000n)).toEqual({
      shares: new Map([[1n, 792n]]),
      untraced: 5n,
    });
    expect(traceLoss([minute(1n)], 8n, 100_000n).untraced).toBe(3n);
    expect(traceLoss([minute(1n), minute(2n)], 10n, 1_500n).shares).toEqual(
      new Map([
        [2n, 1_320n],
        [1n, 180n],
      ]),
    );
  });
});

it("of what comes back the last piece is given back first", () => {
  const before = [
    { piece: "a", creator: 1n, cents: 50n },
    { piece: "b", creator: 1n, cents: 30n },
    { piece: "c", creator: 1n, cents: 20n },
    { piece: "c", creator: 1n, cents: -5n },
  ];
  expect(givenBack(new Map([[1n, 45n]]), before)).toEqual([
    { piece: "c", creator: 1n, cents: -15n },
    { piece: "b", creator: 1n, cents: -30n },
    { piece: "a", creator: 1n, cents: -5n },
  ]);
});

describe("a share is borne", () => {
  it.each([
    ["absorb", { reserve: 0n, available: 0n, debt: 0n, absorbed: 100n }],
    ["recover", { reserve: 10n, available: 20n, debt: 0n, absorbed: 70n }],
    ["share", { reserve: 10n, available: 20n, debt: 0n, absorbed: 70n }],
    ["pass_on", { reserve: 10n, available: 20n, debt: 70n, absorbed: 0n }],
  ] as const)("by %s: the reserve first, then what is available, then the rule's", (name, expected) => {
    const policy = clawbackPolicy(name, 40);
    const reserve = least(creatorsPart(100n, policy), 10n);
    expect(bear(100n, policy, { reserve, available: 20n })).toEqual(expected);
  });

  it("and given back in the reverse order", () => {
    const borne = { reserve: 10n, available: 20n, debt: 30n, absorbed: 40n };
    const recover = { percent: 100 };
    expect(unbear(borne, 40n, recover)).toEqual({ reserve: -0n, available: -0n, debt: -0n, absorbed: -40n });
    expect(unbear(borne, 75n, recover)).toEqual({ reserve: -0n, available: -5n, debt: -30n, absorbed: -40n });
    expect(unbear(borne, 100n, recover)).toEqual({
      reserve: -10n,
      available: -20n,
      debt: -30n,
      absorbed: -40n,
    });
  });
});

const cents = fc.bigInt(0n, 5_000n);
const policies = fc
  .tuple(
    fc.constantFrom("absorb" as const, "recover" as const, "share" as const, "pass_on" as const),
    fc.nat(99),
  )
  .map(([name, percent]) => clawbackPolicy(name, percent));

it("whatever is given back in whatever parts, nobody bears less than nothing, and all of it back leaves nothing", () => {
  const run = fc.property(
    policies,
    fc.bigInt(1n, 5_000n),
    cents,
    cents,
    fc.array(cents),
    (policy, share, inReserve, funds, parts) => {
      const part = creatorsPart(share, policy);
      let borne = bear(share, policy, { reserve: least(inReserve, part), available: funds });
      expect(total(borne)).toBe(share);
      let left = share;
      for (const back of [...parts, share]) {
        const now = least(back, left);
        const change = unbear(borne, now, policy);
        expect(-total(change)).toBe(now);
        borne = {
          reserve: borne.reserve + change.reserve,
          available: borne.available + change.available,
          debt: borne.debt + change.debt,
          absorbed: borne.absorbed + change.absorbed,
        };
        left -= now;
        for (const one of Object.values(borne)) expect(one).toBeGreaterThanOrEqual(0n);
        expect(borne.reserve + borne.available + borne.debt).toBeLessThanOrEqual(creatorsPart(left, policy));
      }
      expect(borne).toEqual({ reserve: 0n, available: 0n, debt: 0n, absorbed: 0n });
    },
  );
  fc.assert(run, { numRuns: 500 });
});

const spending = fc.array(
  fc.record({
    tokens: fc.bigInt(1n, 9n),
    cents: fc.bigInt(0n, 2_000n),
    creator: fc.constantFrom(1n, 2n, undefined),
  }),
  { minLength: 1, maxLength: 12 },
);

it("for any losses and returns each creator bears what the lost tokens earned, and all of it back leaves nothing", () => {
  const run = fc.property(spending, fc.array(fc.bigInt(0n, 60n)), (spent, losses) => {
    const all = spent.reduce((sum, { tokens }) => sum + tokens, 0n);
    const shares: Share[] = [];
    let lost = 0n;
    for (const [index, wanted] of [...losses, 0n].entries()) {
      const next = least(wanted, all);
      const target = traceLoss(spent, next, 1_000_000n).shares;
      shares.push(...(next > lost ? newShares(`txn_${index}`, target, shares) : givenBack(target, shares)));
      lost = next;
      const net = new Map<bigint, bigint>();
      for (const { creator, cents: share } of shares) net.set(creator, (net.get(creator) ?? 0n) + share);
      for (const [creator, borne] of net) expect(borne).toBe(target.get(creator) ?? 0n);
      for (const creator of target.keys()) expect(net.has(creator)).toBe(true);
    }
  });
  fc.assert(run, { numRuns: 500 });
});

it("an amount pays the oldest debts first", () => {
  const debts = [{ cents: 5n }, { cents: 7n }, { cents: 3n }];
  expect(payDebts(debts, 8n).map(({ cents: paid }) => paid)).toEqual([5n, 3n]);
  expect(payDebts(debts, 0n)).toEqual([]);
});

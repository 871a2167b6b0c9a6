import { describe, expect, it } from "vitest";
import {
  type ActFacts,
  barredApprovers,
  type DualControlLimits,
  losesMoney,
  needsSecond,
  tieOf,
  tokenCents,
} from "./dual-control.ts";

const limits: DualControlLimits = {
  secondAboveCents: 1_000_000n,
  adminDayAboveCents: undefined,
  tokenPriceCents: undefined,
  tokenCeilingCents: 300,
  marginFloorPercent: 5,
};
const priced = { ...limits, tokenPriceCents: 290 };
const facts: ActFacts = {
  kind: "adjustment",
  actorId: "admin-1",
  subject: "ann",
  cents: 1_000_000n,
  subjectDayCents: 0n,
  adminDayCents: 0n,
  rate: undefined,
};
const rate = (tokensPerMinute: bigint, creatorCentsPerMinute: bigint): ActFacts => ({
  ...facts,
  kind: "rate",
  rate: { tokensPerMinute, creatorCentsPerMinute },
});

describe("a second admin is needed", () => {
  it.each([
    ["at the limit: not", {}, ""],
    ["above it", { cents: 1_000_001n }, "above_limit"],
    ["for the part that takes a user's day above it", { cents: 1n, subjectDayCents: 1_000_000n }, "day_sum"],
    ["for oneself at any amount", { cents: 1n, subject: "Admin-1" }, "own"],
    [
      "for giving back, by the same sum",
      { kind: "give_back", cents: 1n, subjectDayCents: 1_000_000n },
      "day_sum",
    ],
  ] as const)("%s", (_, change, expected) => {
    expect(needsSecond({ ...facts, ...change }, limits)).toBe(expected);
  });

  it("for the part that takes an admin's day above its own limit, where there is one", () => {
    const act = { ...facts, cents: 1n, adminDayCents: 500n };
    expect(needsSecond(act, limits)).toBe("");
    expect(needsSecond(act, { ...limits, adminDayAboveCents: 500n })).toBe("admin_day_sum");
  });

  it("for an earnings policy that makes money available earlier, or that nobody has judged", () => {
    const policy = { ...facts, kind: "earnings_policy" as const, cents: 0n };
    expect(needsSecond(policy, limits)).toBe("releases_earlier");
    expect(needsSecond({ ...policy, releasesNothingEarlier: true }, limits)).toBe("");
    expect(needsSecond({ ...policy, releasesNothingEarlier: true, subject: "admin-1" }, limits)).toBe("own");
  });

  it.each([
    ["the platform's own price", 5n, 1_320n, "", ""],
    ["a free stream that earns nothing", 0n, 0n, "", ""],
    ["tokens for nothing", 0n, 1n, "loses_money", "loses_money"],
    ["less margin than the floor", 5n, 1_400n, "low_margin", ""],
    ["no margin", 5n, 1_450n, "low_margin", ""],
    ["a loss that only the price shows", 5n, 1_451n, "loses_money", ""],
    ["above the ceiling", 5n, 1_501n, "loses_money", "low_margin"],
  ])("for a rate: %s", (_, tokens, cents, withPrice, without) => {
    expect(needsSecond(rate(tokens, cents), priced)).toBe(withPrice);
    expect(needsSecond(rate(tokens, cents), limits)).toBe(without);
    expect(losesMoney({ tokensPerMinute: tokens, creatorCentsPerMinute: cents }, priced)).toBe(
      withPrice === "loses_money",
    );
  });
});

it("tokens count for what they cost, or for the ceiling", () => {
  expect(tokenCents(priced)).toBe(290n);
  expect(tokenCents({ ...priced, tokenPriceCents: 9.5 })).toBe(10n);
  expect(tokenCents(limits)).toBe(300n);
});

it("the second is neither who asked, nor whom it is about, however it is spelled", () => {
  const ties = { requester: ["admin-1"], subject: ["ann"] };
  expect(tieOf("adjustment", "ADMIN-1", ties)).toBe("requester");
  expect(tieOf("rate", "Ann", ties)).toBe("subject");
  expect(tieOf("give_back", "admin-2", ties)).toBeUndefined();
});

describe("who adjusted a balance does not approve that creator's withdrawals", () => {
  const at = (minute: number) => new Date(60_000 * minute);
  const credit = (minute: number, cents: bigint, by = "admin-1") => ({ by, at: at(minute), cents });
  const decided = (minute: number, cents: bigint, ...approvedBy: string[]) => ({
    requestedAt: at(minute),
    cents,
    approvedBy,
  });
  it.each([
    ["the next one", [credit(1, 900n)], [], ["admin-1"]],
    [
      "what others decided before it clears nothing",
      [credit(2, 900n)],
      [decided(1, 5_000n, "admin-2")],
      ["admin-1"],
    ],
    ["one that others decided after it clears it", [credit(1, 900n)], [decided(2, 900n, "admin-2")], []],
    ["a small first one does not", [credit(1, 900n)], [decided(2, 50n, "admin-2")], ["admin-1"]],
    ["one's own approval does not", [credit(1, 900n)], [decided(2, 900n, "admin-2", "Admin-1")], ["admin-1"]],
    ["pieces add up", [credit(1, 500n), credit(2, 500n)], [decided(3, 500n, "admin-2")], ["admin-1"]],
    [
      "an earlier surplus is no credit for later",
      [credit(1, 1n), credit(3, 900n)],
      [decided(2, 9_000n, "admin-2")],
      ["admin-1"],
    ],
    ["at the same moment it counts as later", [credit(2, 900n)], [decided(2, 900n, "admin-2")], ["admin-1"]],
    [
      "each admin for their own",
      [credit(1, 9n), credit(1, 900n, "admin-3")],
      [decided(2, 9n, "admin-2")],
      ["admin-3"],
    ],
  ])("%s", (_, acts, withdrawals, barred) => {
    expect(barredApprovers(acts, withdrawals)).toEqual(barred);
  });
});

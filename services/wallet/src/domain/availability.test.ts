import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Availability, availability, type EarningsFacts, lotOf } from "./availability.ts";
import { type Day, startOfDay } from "./day.ts";
import { configuredTerms, type EarningsPolicies, type EarningsTerms } from "./earnings-policy.ts";
import { drawFromReserve, dueLots } from "./reserve-lot.ts";

const FIRST: Day = 20_000;
const only = (terms: Partial<EarningsTerms>): EarningsPolicies => ({
  configured: { ...configuredTerms(0), ...terms },
  platform: [],
  creator: [],
});
const facts = (policies: EarningsPolicies, cents: readonly bigint[]): EarningsFacts => ({
  account: { posted: cents.reduce((all, one) => all + one, 0n), held: 0n },
  policies,
  earned: cents.map((one, index) => ({ day: FIRST + index, cents: one })),
  firstDay: FIRST,
  lots: [],
  reserved: new Map(),
  debt: 0n,
});
const noon = (day: Day) => startOfDay(day) + 43_200_000;
const upcoming = (state: EarningsFacts, nowMs: number) =>
  availability(state, nowMs).upcoming.map(({ cents, earnedOn, availableOn, kind }) => [
    kind,
    cents,
    earnedOn - FIRST,
    availableOn - FIRST,
  ]);

describe("earnings", () => {
  it("are available at once without a hold", () => {
    expect(availability(facts(only({}), [500n]), noon(FIRST))).toMatchObject({
      available: 500n,
      upcoming: [],
    });
  });

  it("of a day are available from the first millisecond after the day and its hold", () => {
    const state = facts(only({ holdDays: 7 }), [500n, 300n]);
    expect(upcoming(state, noon(FIRST + 1))).toEqual([
      ["maturing", 500n, 0, 8],
      ["maturing", 300n, 1, 9],
    ]);
    expect(availability(state, startOfDay(FIRST + 8) - 1).available).toBe(0n);
    expect(availability(state, startOfDay(FIRST + 8)).available).toBe(500n);
    expect(availability(state, startOfDay(FIRST + 9)).available).toBe(800n);
  });

  it("of a new creator wait longer, by the age on the day they were earned", () => {
    const terms = { holdDays: 2, newCreatorDays: 2, newCreatorHoldDays: 10 };
    expect(upcoming(facts(only(terms), [1n, 1n, 1n]), noon(FIRST + 2)).map(([, , , on]) => on)).toEqual([
      5, 11, 12,
    ]);
  });

  it("keep a part in reserve, rounded down, and never for a shorter time than the hold", () => {
    const state = facts(only({ holdDays: 3, reservePercent: 33, reserveDays: 1 }), [101n]);
    expect(upcoming(state, noon(FIRST))).toEqual([
      ["maturing", 68n, 0, 4],
      ["reserve", 33n, 0, 4],
    ]);
  });

  it("are consumed by a debit from the oldest on, and the later dates keep their amounts", () => {
    const state = facts(only({ holdDays: 7 }), [500n, 300n]);
    const debited = { ...state, account: { posted: 350n, held: 0n } };
    expect(upcoming(debited, noon(FIRST + 1))).toEqual([
      ["maturing", 50n, 0, 8],
      ["maturing", 300n, 1, 9],
    ]);
  });

  it("pay a debt before they are available", () => {
    const state = { ...facts(only({}), [500n]), debt: 700n };
    expect(availability(state, noon(FIRST))).toMatchObject({ available: 0n, withheldForDebt: 500n });
  });
});

/** Terms as an admin may set them. */
const terms = fc.record({
  holdDays: fc.integer({ min: 0, max: 12 }),
  newCreatorDays: fc.integer({ min: 0, max: 6 }),
  newCreatorHoldDays: fc.integer({ min: 0, max: 15 }),
  reservePercent: fc.integer({ min: 0, max: 100 }),
  reserveDays: fc.integer({ min: 1, max: 20 }),
});
const version = fc.record({
  terms,
  atHour: fc.integer({ min: 0, max: 480 }),
  confirmedBy: fc.constantFrom("", "admin-2"),
});
const versions = (given: readonly { terms: EarningsTerms; atHour: number; confirmedBy: string }[]) =>
  [...given]
    .sort((one, other) => one.atHour - other.atHour)
    .map(({ terms: set, atHour, confirmedBy }, index) => ({
      ...set,
      actorId: "admin-1",
      confirmedBy,
      version: index + 1,
      atMs: startOfDay(FIRST) + atHour * 3_600_000,
    }));
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("earn"), cents: fc.bigInt(1n, 5_000n) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("hold"), cents: fc.bigInt(1n, 5_000n) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("debit"), cents: fc.bigInt(1n, 5_000n) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("credit"), cents: fc.bigInt(1n, 5_000n) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("draw"), cents: fc.bigInt(1n, 5_000n) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("job"), cents: fc.constant(0n) }) },
);
const pattern = fc.record({
  configured: terms,
  platform: fc.array(version, { maxLength: 2 }),
  creator: fc.array(version, { maxLength: 2 }),
  steps: fc.array(fc.record({ step, hours: fc.integer({ min: 0, max: 60 }) }), { maxLength: 12 }),
});

/** The books of one creator, as far as earnings go: what the ledger does with each step. */
class Creator {
  nowMs = startOfDay(FIRST);
  posted = 0n;
  held = 0n;
  lots: EarningsFacts["lots"] = [];
  readonly reserved = new Map<Day, bigint>();
  readonly earned = new Map<Day, bigint>();
  readonly policies: EarningsPolicies;

  constructor(policies: EarningsPolicies) {
    this.policies = policies;
  }

  get today(): Day {
    return Math.floor(this.nowMs / 86_400_000);
  }

  get facts(): EarningsFacts {
    const { posted, held, policies, lots, reserved } = this;
    const earned = [...this.earned].map(([day, cents]) => ({ day, cents }));
    const firstDay = earned.length > 0 ? Math.min(...this.earned.keys()) : undefined;
    return { account: { posted, held }, policies, earned, firstDay, lots, reserved, debt: 0n };
  }

  earn(cents: bigint): void {
    this.posted += cents;
    this.earned.set(this.today, (this.earned.get(this.today) ?? 0n) + cents);
  }

  hold(cents: bigint): void {
    this.job();
    if (cents <= availability(this.facts, this.nowMs).available) this.held += cents;
  }

  debit(cents: bigint): void {
    if (cents <= this.posted - this.held) this.posted -= cents;
  }

  credit(cents: bigint): void {
    this.posted += cents;
  }

  draw(cents: bigint): void {
    const { drawn, ended, remainder } = drawFromReserve(this.lots, cents);
    this.lots = this.lots.filter((lot) => !ended.includes(lot));
    if (remainder) this.lots = [...this.lots, { ...remainder, holdId: "" }];
    this.held -= drawn;
    this.posted -= drawn;
  }

  job(): void {
    const due = dueLots(this.lots, this.today);
    this.lots = this.lots.filter((lot) => !due.includes(lot));
    for (const lot of due) this.held -= lot.cents;
    for (const day of this.earned.keys()) {
      const lot = day < this.today ? lotOf(this.facts, day, this.nowMs) : undefined;
      if (!lot) continue;
      this.reserved.set(day, lot.share);
      if (lot.cents === 0n) continue;
      this.lots = [...this.lots, { ...lot, day, part: 0, holdId: "" }];
      this.held += lot.cents;
    }
  }
}

const totalOf = (amounts: readonly { cents: bigint }[]) =>
  amounts.reduce((all, { cents }) => all + cents, 0n);

/** Whether no more money waits for any date than did before. */
const waitsNoLonger = (before: Availability, later: Availability) =>
  later.upcoming.every(({ availableOn: date }) => {
    const from = ({ upcoming: amounts }: Availability) =>
      totalOf(amounts.filter(({ availableOn }) => availableOn >= date));
    return from(later) <= from(before);
  });

function brokenRules(books: Creator, hours: number, change: () => void): string[] {
  const before = availability(books.facts, books.nowMs);
  books.nowMs += hours * 3_600_000;
  const later = availability(books.facts, books.nowMs);
  change();
  const now = availability(books.facts, books.nowMs);
  books.job();
  const after = availability(books.facts, books.nowMs);
  const rules = {
    "time alone takes nothing away": later.available >= before.available,
    "time alone moves no date to a later one": waitsNoLonger(before, later),
    "the parts are the balance":
      now.available + now.heldForWithdrawals + totalOf(now.upcoming) === books.posted,
    "nothing is below zero": now.available >= 0n && now.heldForWithdrawals >= 0n,
    "holding what was withheld changes nothing":
      after.available === now.available && totalOf(after.upcoming) === totalOf(now.upcoming),
    "what the ledger has free covers what is available": after.available <= books.posted - books.held,
  };
  return Object.entries(rules).flatMap(([rule, holds]) => (holds ? [] : [rule]));
}

it("for 10,000 patterns: the parts are the balance, none below zero, and time alone makes nothing later", () => {
  fc.assert(
    fc.property(pattern, ({ configured, platform, creator, steps }) => {
      const policies = { configured, platform: versions(platform), creator: versions(creator) };
      const books = new Creator(policies);
      for (const { step: one, hours } of steps) {
        const broken = brokenRules(books, hours, () => books[one.do as "earn"](one.cents));
        if (broken.length > 0) throw new Error(broken.join(", "));
      }
    }),
    { numRuns: 10_000 },
  );
}, 120_000);

import { expect, it } from "vitest";
import type { Availability } from "../api/payouts.ts";
import { isSimple, momentOf, partsOf, widthsOf } from "./availability.ts";

const usd = (amount: string) => ({ amount, currency: "USD" as const });
const money: Availability = {
  as_of: "2026-12-01T10:00:00Z",
  balance: usd("100.00"),
  available: usd("60.00"),
  held_for_withdrawals: usd("10.00"),
  debt: usd("0.00"),
  upcoming: [
    { amount: usd("13.20"), available_on: "2026-12-08", earned_on: "2026-11-30", kind: "maturing" },
    { amount: usd("6.80"), available_on: "2026-12-09", earned_on: "2026-12-01", kind: "maturing" },
    { amount: usd("10.00"), available_on: "2026-12-31", earned_on: "2026-11-30", kind: "reserve" },
  ],
  policy: { hold_days: 7, reserve_percent: 10, reserve_days: 30 },
};

it("the parts of a balance are its whole, to the cent", () => {
  const parts = partsOf(money);
  expect(parts.map(({ kind, amount }) => [kind, amount.minor])).toEqual([
    ["available", 6_000n],
    ["held", 1_000n],
    ["maturing", 2_000n],
    ["reserve", 1_000n],
  ]);
  expect(parts.reduce((sum, { amount }) => sum + amount.minor, 0n)).toBe(10_000n);
});

it("a part of the bar is as wide as its amount, and never invisible", () => {
  expect(widthsOf(partsOf(money))).toEqual([600, 100, 200, 100]);
  expect(widthsOf(partsOf({ ...money, held_for_withdrawals: usd("0.01") }))[1]).toBe(8);
  const empty = { ...money, available: usd("0.00"), held_for_withdrawals: usd("0.00"), upcoming: [] };
  expect(widthsOf(partsOf(empty))).toEqual([0, 0, 0, 0]);
});

it("a day of the ledger begins at midnight in UTC, wherever it is read", () => {
  expect(momentOf("2026-12-08")).toBe("2026-12-08T00:00:00Z");
  expect(momentOf("2026-12-08T05:00:00Z")).toBe("2026-12-08T05:00:00Z");
});

it("nothing is explained to a creator who waits for nothing", () => {
  const policy = { hold_days: 0, reserve_percent: "0", reserve_days: 0 };
  expect([isSimple(money), isSimple({ ...money, upcoming: [], policy })]).toEqual([false, true]);
  expect(isSimple({ ...money, upcoming: [], policy, debt: usd("1.00") })).toBe(false);
});

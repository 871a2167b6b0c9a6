import { expect, it } from "vitest";
import { estimatedMargin, inForce, losesMoney, type Rate } from "./margin.ts";

const rate = (part: Partial<Rate>): Rate => ({
  id: "rat_1",
  scope: "platform",
  scope_id: null,
  version: 1,
  tokens_per_minute: 5,
  creator_per_minute: { amount: "13.20", currency: "USD" },
  margin_per_minute: { amount: "1.30", currency: "USD" },
  reason: "",
  created_by: "admin",
  created_at: "2026-11-24T00:00:00Z",
  ...part,
});

it("of each scope the newest card is in force", () => {
  const newest = rate({ id: "rat_2", version: 2 });
  const special = rate({ id: "rat_3", scope: "creator", scope_id: "c" });
  expect(inForce([newest, special, rate({})]).map(({ id }) => id)).toEqual(["rat_2", "rat_3"]);
});

it("a margin is estimated from what tokens bring in, to the cent, and may be negative", () => {
  expect(estimatedMargin([rate({})], 10n, 1_320n)?.minor).toBe(1_580n);
  expect(estimatedMargin([rate({})], 4n, 1_320n)?.minor).toBe(-160n);
  expect(estimatedMargin([rate({ margin_per_minute: null })], 4n, 1_320n)).toBeUndefined();
});

it("a rate that costs more than it brings in is found", () => {
  expect(losesMoney(rate({ margin_per_minute: { amount: "-0.01", currency: "USD" } }))).toBe(true);
  expect([losesMoney(rate({})), losesMoney(rate({ margin_per_minute: null }))]).toEqual([false, false]);
});

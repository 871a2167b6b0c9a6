import { expect, it } from "vitest";
import { configuredTerms, type EarningsPolicy, type EarningsTerms, termsAt } from "./earnings-policy.ts";

const version = (terms: Partial<EarningsTerms>, atMs: number, confirmedBy = ""): EarningsPolicy => ({
  ...configuredTerms(0),
  ...terms,
  version: atMs,
  atMs,
  actorId: "admin-1",
  confirmedBy,
});
const inForce = (creator: readonly EarningsPolicy[]) =>
  termsAt(
    {
      configured: configuredTerms(2),
      platform: [version({ holdDays: 10, reservePercent: 20, reserveDays: 30 }, 50)],
      creator,
    },
    100,
  );

it("a creator's version of one admin does not exempt from the platform's stricter terms, set before or after", () => {
  for (const atMs of [10, 90])
    expect(inForce([version({ holdDays: 2, reservePercent: 40, reserveDays: 5 }, atMs)])).toEqual({
      ...configuredTerms(10),
      reservePercent: 40,
      reserveDays: 30,
    });
});

it("a creator's version that two people agreed on counts alone; one's own name in other letters is no second", () => {
  const own = { holdDays: 1 };
  expect(inForce([version(own, 10, "admin-2")]).holdDays).toBe(1);
  expect(inForce([version(own, 10, "ADMIN-1")]).holdDays).toBe(10);
  expect(inForce([version(own, 10, "admin-2"), version(own, 20)]).holdDays).toBe(10);
});

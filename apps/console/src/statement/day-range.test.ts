import { expect, it } from "vitest";
import { isRange, presetDays } from "./day-range.ts";

it("months and years begin on their first day, also across New Year and in a leap year", () => {
  expect(presetDays("month", "2028-02-29")).toEqual({ from: "2028-02-01", to: "2028-02-29" });
  expect(presetDays("last_month", "2028-03-05")).toEqual({ from: "2028-02-01", to: "2028-02-29" });
  expect(presetDays("last_month", "2027-01-31")).toEqual({ from: "2026-12-01", to: "2026-12-31" });
  expect(presetDays("year", "2026-12-01")).toEqual({ from: "2026-01-01", to: "2026-12-01" });
  expect(presetDays("last_year", "2026-12-01")).toEqual({ from: "2025-01-01", to: "2025-12-31" });
});

it.each([
  ["2026-11-01", "2026-11-30", true],
  ["2026-01-01", "2026-12-31", true],
  ["2028-01-01", "2028-12-31", true],
  ["2026-01-01", "2027-01-02", false],
  ["2026-11-02", "2026-11-01", false],
  ["2026-11", "2026-11-30", false],
])("%s to %s is a statement's range: %s", (from, to, fits) => {
  expect(isRange({ from, to })).toBe(fits);
});

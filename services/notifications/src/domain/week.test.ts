import { expect, it } from "vitest";
import { lastWeek, nextSummary } from "./week.ts";

it.each([
  ["Europe/Berlin", "2026-12-07T08:00:00Z", "2026-11-29T23:00:00.000Z", "2026-12-06T23:00:00.000Z"],
  ["Asia/Kolkata", "2026-12-07T03:30:00Z", "2026-11-29T18:30:00.000Z", "2026-12-06T18:30:00.000Z"],
  // Clocks went back on Sunday: the week has an hour more.
  ["America/New_York", "2026-11-02T14:00:00Z", "2026-10-26T04:00:00.000Z", "2026-11-02T05:00:00.000Z"],
])("in %s the last week runs from Monday's midnight to Monday's midnight", (zone, now, from, to) => {
  const week = lastWeek(new Date(now), zone);
  expect([week.from.toISOString(), week.to.toISOString()]).toEqual([from, to]);
});

it.each([
  ["on a Tuesday", "2026-12-01T12:00:00Z", "2026-12-07T08:00:00.000Z"],
  ["on Monday before nine", "2026-12-07T07:59:00Z", "2026-12-07T08:00:00.000Z"],
  ["on Monday at nine", "2026-12-07T08:00:00Z", "2026-12-14T08:00:00.000Z"],
  ["on Sunday night", "2026-12-06T23:30:00Z", "2026-12-07T08:00:00.000Z"],
])("the next summary in Berlin, %s", (_, now, due) => {
  expect(nextSummary(new Date(now), "Europe/Berlin").toISOString()).toBe(due);
});

it("a week has one name in all of its last Monday", () => {
  const names = ["2026-12-07T00:00:00Z", "2026-12-13T23:59:00Z"].map(
    (now) => lastWeek(new Date(now), "UTC").name,
  );
  expect(names).toEqual(["2026-12-07", "2026-12-07"]);
});

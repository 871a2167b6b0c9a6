import { expect, it } from "vitest";
import { unpaidEarnings } from "./unpaid-earnings.ts";

const hour = (day: number, cents: bigint, stream = "one") => ({
  hour: new Date(Date.UTC(2026, 10, day)),
  stream,
  cents,
});
const at = (day: number) => new Date(Date.UTC(2026, 10, day));

it("the newest earnings up to the balance are unpaid, and the median is the money's", () => {
  const hours = [hour(9, 100n), hour(8, 100n, "two"), hour(5, 800n), hour(1, 5_000n, "old")];
  expect(unpaidEarnings(hours, 1_000n)).toEqual({
    oldestAt: at(5),
    newestAt: at(9),
    medianAt: at(5),
    streams: ["one", "two"],
  });
  expect(unpaidEarnings(hours, 150n)).toMatchObject({ oldestAt: at(8), medianAt: at(9) });
});

it("an empty balance has no age, and money that was no earnings none either", () => {
  const nothing = { oldestAt: undefined, newestAt: undefined, medianAt: undefined, streams: [] };
  expect(unpaidEarnings([hour(9, 100n)], 0n)).toEqual(nothing);
  expect(unpaidEarnings([], 700n)).toEqual(nothing);
});

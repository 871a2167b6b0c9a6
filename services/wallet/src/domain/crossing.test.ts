import { expect, it } from "vitest";
import { crossings } from "./crossing.ts";

it.each([
  [12n, 7n, ["low"]],
  [7n, 2n, []],
  [5n, 0n, ["exhausted"]],
  [10n, 0n, ["low", "exhausted"]],
  [10n, 10n, []],
  [15n, 10n, []],
  [9n, 10n, ["recovered"]],
  [0n, 9n, []],
  [0n, 100n, ["recovered"]],
] as const)("available tokens from %s to %s cross %j", (before, after, expected) => {
  expect(crossings(before, after, 10n)).toEqual(expected);
});

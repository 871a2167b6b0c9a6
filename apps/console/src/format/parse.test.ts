import { SPELLINGS } from "@metercast/money/spellings";
import { expect, it } from "vitest";
import { minorOf, suggestionFor } from "./parse.ts";

/** Spellings that only people use: blanks, grouping, a currency sign. */
const PEOPLE: Record<string, bigint> = {
  " 5": 500n,
  "5 ": 500n,
  "5\n": 500n,
  "1,000": 100_000n,
  $5: 500n,
};

it.each(SPELLINGS.filter(({ input }) => typeof input === "string"))(
  "$what: $input is read as the API reads it",
  ({ input, usd }) => {
    expect(minorOf(String(input), "USD") ?? null).toBe(PEOPLE[String(input)] ?? usd);
  },
);

it.each([
  ["1,320.5", 132_050n],
  ["$1,000,000.00", 100_000_000n],
  ["-$5", -500n],
  ["100,50", undefined],
  ["1,00.00", undefined],
  ["1,0000", undefined],
  ["1000,000", undefined],
  ["1,,000", undefined],
  [",100", undefined],
  ["100.50,00", undefined],
  ["1 000", undefined],
  ["1.000,50", undefined],
  ["$$5", undefined],
  ["5$", undefined],
])("%s is grouped in threes before the point, or no amount", (text, cents) => {
  expect(minorOf(text, "USD")).toBe(cents);
});

it.each([
  ["100,50", "$100.50"],
  ["100,5", "$100.50"],
  ["1.320,50", "$1,320.50"],
  ["1.320", "$1,320.00"],
  ["1 320.50", "$1,320.50"],
  ["1'320.50", "$1,320.50"],
  ["1,00.00", "$100.00"],
  ["007", "$7.00"],
  ["+5", "$5.00"],
  ["€5", "$5.00"],
  ["-100,50", undefined],
  ["five", undefined],
  ["", undefined],
  ["1e3", undefined],
])("for %s the question is: did you mean %s?", (text, meant) => {
  expect(suggestionFor(text, "USD")).toBe(meant);
});

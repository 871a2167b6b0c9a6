import { SPELLINGS } from "@metercast/money/spellings";
import { expect, it } from "vitest";
import { amountText, typedAmount } from "./money.ts";
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

it.each([
  ["de-DE", "100,50", 10_050n],
  ["de-DE", "1.320,5", 132_050n],
  ["de-DE", "1.320", 132_000n],
  ["de-DE", "100 $", 10_000n],
  ["de-DE", "-5,00 $", -500n],
  ["de-DE", "100.50", undefined],
  ["de-DE", "1,320.50", undefined],
  ["de-DE", "1.00,00", undefined],
  ["de-AT", "1.320,50", 132_050n],
  ["de-CH", "1'320.50", 132_050n],
  ["es-ES", "100,50", 10_050n],
  ["es-ES", "1320,50 US$", 132_050n],
  ["es-ES", "12.345,50", 1_234_550n],
  ["es-MX", "1,320.50", 132_050n],
  ["es-MX", "100,50", undefined],
  ["fr-FR", "1 320,50", 132_050n],
  ["en-GB", "US$1,320.50", 132_050n],
])("in %s %s is read as the region writes it", (locale, text, cents) => {
  expect(minorOf(text, "USD", locale)).toBe(cents);
});

it.each(["en-US", "en-GB", "de-DE", "de-AT", "de-CH", "es-ES", "es-MX", "ar-u-nu-latn"])(
  "in %s every amount that is shown, or put into a field, can be typed again",
  (locale) => {
    for (const minor of [0n, 5n, 100n, 10_050n, 132_050n, 1_234_567_89n]) {
      const amount = { minor, asset: "USD" as const };
      expect(minorOf(typedAmount(amount, locale), "USD", locale)).toBe(minor);
      if (!locale.startsWith("ar"))
        expect(minorOf(amountText(amount, { locale }), "USD", locale)).toBe(minor);
    }
  },
);

it.each([
  ["de-DE", "100.50", "100,50 $"],
  ["de-DE", "1,320.50", "1.320,50 $"],
  ["es-ES", "100.5", "100,50 US$"],
])("in %s %s is no amount, and the question is: %s?", (locale, text, meant) => {
  expect(minorOf(text, "USD", locale)).toBeUndefined();
  expect(suggestionFor(text, "USD", locale)?.replaceAll("\u00a0", " ")).toBe(meant);
});

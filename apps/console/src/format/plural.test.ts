import { expect, it } from "vitest";
import { pluralOf } from "./plural.ts";

const FORMS = { zero: "zero", one: "one", two: "two", few: "few", many: "many", other: "other" };

it.each([
  ["en-US", [0, 1, 2, 5, 11, 100], ["other", "one", "other", "other", "other", "other"]],
  ["de-DE", [0, 1, 2, 1_000_000], ["other", "one", "other", "other"]],
  ["es-ES", [0, 1, 2, 1_000_000], ["other", "one", "other", "many"]],
  [
    "ar",
    [0, 1, 2, 3, 10, 11, 99, 100, 102],
    ["zero", "one", "two", "few", "few", "many", "many", "other", "other"],
  ],
] as const)("%s tells its categories apart as CLDR does", (locale, counts, categories) => {
  expect(counts.map((count) => pluralOf(count, FORMS, locale))).toEqual(categories);
});

it("a category that a language's texts leave out is its last one", () => {
  expect(pluralOf(1_000_000n, { one: "millón", other: "millones" }, "es-ES")).toBe("millones");
});

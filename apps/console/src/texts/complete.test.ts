import { globSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { ERROR_CODES } from "../../../../packages/runtime/src/errors.ts";
import { pseudo } from "./pseudo.ts";

type Leaf = string | ((...args: never[]) => unknown);

const GROUPS = globSync("*.ts", { cwd: join(import.meta.dirname, "en") })
  .map((file) => basename(file, ".ts"))
  .filter((group) => group !== "words")
  .toSorted();

/** Words that a language writes as English does. Each is looked at by somebody before it stands here. */
const SAME: Record<string, ReadonlySet<string>> = {
  de: new Set([
    "Admin",
    "Creator",
    "Deutsch",
    "English",
    "Español",
    "Live",
    "Metercast",
    "Minimum",
    "Minute",
    "Name",
    "PayPal",
    "Person",
    "Push",
    "Reserve",
    "Stablecoin",
    "Standard",
    "Status",
    "Stream",
    "Streams",
    "Stripe",
    "Token",
    "Tokens",
    "URL",
    "Webhooks",
  ]),
  es: new Set([
    "Deutsch",
    "English",
    "Español",
    "Metercast",
    "PayPal",
    "Push",
    "Stablecoin",
    "Stripe",
    "Token",
    "Tokens",
    "Total",
    "URL",
    "Webhooks",
  ]),
};

const modules = import.meta.glob<object>("./{en,de,es}/*.ts");
async function textsOf(language: string, group: string): Promise<Map<string, Leaf>> {
  const load = modules[`./${language}/${group}.ts`];
  return load ? flat(await load()) : expect.fail(`texts/${language}/${group}.ts is missing`);
}

function flat(value: object, path = "", found = new Map<string, Leaf>()): Map<string, Leaf> {
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner === "object" && inner !== null) flat(inner, `${path}.${key}`, found);
    else found.set(`${path}.${key}`, inner);
  }
  return found;
}

/** Errors have a text for every code in other languages; in English the API's own text says more. */
const comparable = (texts: Map<string, Leaf>): string[] =>
  [...texts.keys()].filter((key) => !key.startsWith(".errors.problems.")).toSorted();

describe.each(["de", "es"])("%s", (language) => {
  it.each(GROUPS)("%s has each text of the English group, with the same arguments", async (group) => {
    const [english, other] = await Promise.all([textsOf("en", group), textsOf(language, group)]);
    expect(comparable(other)).toEqual(comparable(english));
    for (const [key, text] of english) {
      const translated = other.get(key);
      if (typeof text === "function" && typeof translated === "function")
        expect([key, translated.length]).toEqual([key, text.length]);
    }
  });

  it.each(GROUPS)("%s has no English left", async (group) => {
    const [english, other] = await Promise.all([textsOf("en", group), textsOf(language, group)]);
    const same = [...english].filter(
      ([key, text]) =>
        typeof text === "string" &&
        other.get(key) === text &&
        /[a-z]{2}/i.test(text) &&
        !key.endsWith(".value") &&
        !SAME[language]?.has(text),
    );
    expect(same).toEqual([]);
  });

  it("every error of the API has words", async () => {
    const errors = await textsOf(language, "problems");
    const codes = Object.keys(ERROR_CODES).filter((code) => !errors.has(`.errors.problems.${code}`));
    expect(codes).toEqual([]);
  });
});

it("the right-to-left check keeps what a text is given, and the values of options", () => {
  const shown = pseudo({
    pay: (amount: string) => `Pay ${amount} now`,
    options: [{ value: "all", label: "All" }],
  });
  expect(shown.pay("$5")).toBe("باي \u2068$5\u2069 نوو");
  expect(shown.options[0]).toEqual({ value: "all", label: "الل" });
});

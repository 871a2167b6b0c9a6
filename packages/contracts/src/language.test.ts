import { expect, it } from "vitest";
import { languageOf, wishesOf } from "./language.ts";

it.each([
  ["de", "de"],
  ["de-AT", "de"],
  ["es-MX,en;q=0.5", "es"],
  ["fr-FR,de;q=0.8,en;q=0.5", "de"],
  ["en;q=0.5, de;q=0.9", "de"],
  ["de;q=0, fr", "en"],
  ["fr", "en"],
  ["", "en"],
  ["*", "en"],
  ["de;q=nonsense", "en"],
])("a request with Accept-Language %j is answered in %s", (header, language) => {
  expect(languageOf(...wishesOf(header))).toBe(language);
});

it("the language of the preferences comes first", () => {
  expect(languageOf("en", ...wishesOf("de"))).toBe("en");
  expect(languageOf("", ...wishesOf("de"))).toBe("de");
});

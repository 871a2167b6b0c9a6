import { expect, it } from "vitest";
import { chooseLocale } from "./locale.ts";

it.each([
  [{ asked: null, kept: null, preferred: [] }, "en", "en-US"],
  [{ asked: null, kept: null, preferred: ["fr-FR", "de-AT", "en"] }, "de", "de-AT"],
  [{ asked: null, kept: null, preferred: ["es"] }, "es", "es-ES"],
  [{ asked: null, kept: "es", preferred: ["de-DE", "es-MX"] }, "es", "es-MX"],
  [{ asked: "de", kept: "es", preferred: ["en-GB"] }, "de", "de-DE"],
  [{ asked: "xx", kept: "yy", preferred: ["zz", "en-GB"] }, "en", "en-GB"],
  // Only the address asks for Arabic, and its digits are those that people type.
  [{ asked: null, kept: "ar", preferred: ["ar-EG"] }, "en", "en-US"],
  [{ asked: "ar", kept: "de", preferred: ["ar-EG"] }, "ar", "ar-EG-u-nu-latn"],
  // A browser may name what Intl does not accept.
  [{ asked: null, kept: null, preferred: ["de-nonsense-tag-that-is-long"] }, "de", "de-DE"],
])("%j is read in %s, with the formats of %s", (wishes, language, tag) => {
  expect(chooseLocale(wishes)).toEqual({ language, tag });
});

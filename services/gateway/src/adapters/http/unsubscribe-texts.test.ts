import { expect, it } from "vitest";
import { textsFor } from "./link-page.ts";
import { UNSUBSCRIBE, whatEnds } from "./unsubscribe-texts.ts";

it("the page names what its link ends", () => {
  expect(whatEnds(UNSUBSCRIBE.en, ["digest", "money"])).toBe("the daily email and all emails about money");
  expect(whatEnds(UNSUBSCRIBE.en, ["money"])).toBe("emails about money");
  expect(whatEnds(UNSUBSCRIBE.de, ["digest"])).toBe("Zusammenfassungen per E-Mail");
});

it.each([
  ["", "fr-FR,de;q=0.8,en;q=0.5", "de"],
  ["", "en;q=0.5, de;q=0.9", "de"],
  ["", "es-AR", "es"],
  ["", "den", "en"],
  ["en", "de", "en"],
])("for a person who chose %j, with Accept-Language %j, the page is in %s", (chosen, header, language) => {
  expect(textsFor(UNSUBSCRIBE, chosen, header).language).toBe(language);
});

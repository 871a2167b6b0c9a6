import { expect, it } from "vitest";
import { hasWords, personQueries, searchKeysOf } from "./person-keys.ts";

const keys = (name: string, email = "") => searchKeysOf({ name, email });

/** Whether a text finds a person, as the index does. */
const finds = (text: string, name: string, email = "") =>
  personQueries(text).some(
    ({ key, others }) => keys(name, email).some((one) => one.startsWith(key)) && hasWords({ name }, others),
  );

it.each([
  ["ana", "Ana López", ""],
  ["LOP", "Ana López", ""],
  ["lópez a", "Ana López", ""],
  ["an lo", "Ana López", ""],
  ["garcia maria", "María Teresa García", ""],
  ["teresa garcia maria", "María Teresa García", ""],
  ["ana.l", "", "Ana.Lopez@example.com"],
  ["lopez", "", "ana.lopez@example.com"],
  ["ana.lopez@example.com", "Ana", "ana.lopez@example.com"],
  ["山田", "山田太郎", ""],
  ["o'bri", "Conan O'Brien", ""],
])("%s finds %s %s", (text, name, email) => {
  expect(finds(text, name, email)).toBe(true);
});

it.each([
  ["lopez", "Ana", "ana@lopez.example"],
  ["ana garcia", "Ana López", ""],
  ["ana lopez x", "Ana López", ""],
  ["…", "Ana", ""],
])("%s does not find %s %s", (text, name, email) => {
  expect(finds(text, name, email)).toBe(false);
});

it("a person has at most 17 keys, whatever the token says", () => {
  const long = Array.from({ length: 500 }, (_, i) => `word${i}`).join(" ");
  expect(keys(long, `${long.replaceAll("word", "mail").replaceAll(" ", ".")}@example.com`)).toHaveLength(17);
});

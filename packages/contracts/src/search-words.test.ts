import { expect, it } from "vitest";
import { endOfPrefix, searchWords } from "./search-words.ts";

it.each([
  ["Ana Müller-López", ["ana", "muller", "lopez"]],
  ["  İstanbul  Ω Τέστ ", ["istanbul", "ω", "τεστ"]],
  ["山田太郎 の 配信", ["山田太郎", "の", "配信"]],
  ["का नमस्ते", ["का", "नमस्ते"]],
  ["again Again AGAIN", ["again"]],
  ["'; DROP TABLE person; --", ["drop", "table", "person"]],
  ["…", []],
])("the words of %s", (text, words) => {
  expect(searchWords(text, 8)).toEqual(words);
});

it("words are bounded in number and length", () => {
  expect(searchWords("a b c d", 2)).toEqual(["a", "b"]);
  expect(searchWords("x".repeat(10_000), 2)).toEqual(["x".repeat(40)]);
});

it("every text that begins with a prefix is before its end, byte by byte", () => {
  const before = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;
  for (const text of ["an", "ana", "an\u{10FFFE}", "anß"]) expect(before(text, endOfPrefix("an"))).toBe(true);
  expect(before("ao", endOfPrefix("an"))).toBe(false);
});

import { expect, it } from "vitest";
import { plainText } from "./text.ts";

const code = (...points: number[]) => String.fromCodePoint(...points);

it.each([
  ["nothing", ""],
  ["spaces", " \u00A0\u3000"],
  ["a NUL", "a\u0000b"],
  ["a line break", "a\nb"],
  ["a C1 control", "a\u0085b"],
  ["a line separator", "a\u2028b"],
  ["half a surrogate pair", "a\ud800"],
  ["the other half", "\udc00a"],
  ["a noncharacter", "a\uFFFEb"],
  ["a noncharacter far away", `a${code(0x10ffff)}`],
  ["a right-to-left override", "photo\u202Egpj.exe"],
  ["an embedding", "a\u202Ab\u202C"],
  ["an isolate that never ends", "a\u2067b"],
  ["a deprecated format character", "a\u206Ab"],
  ["an annotation", "a\uFFF9b\uFFFAc\uFFFB"],
  ["only zero-width spaces", "\u200B\u200B"],
  ["only joiners", "\u200D\u200C"],
  ["only a direction mark", "\u200F"],
  ["only a byte order mark", "\uFEFF"],
  ["a byte order mark inside", "a\uFEFFb"],
  ["a soft hyphen", "pay\u00ADout"],
  ["a word joiner", "a\u2060b"],
  ["invisible operators", "a\u2062b"],
  ["a Hangul filler", "\u3164"],
  ["a half-width Hangul filler", "a\uFFA0"],
  ["a grapheme joiner", "a\u034Fb"],
  ["a Mongolian vowel separator", "a\u180Eb"],
  ["only variation selectors", "\uFE0F\uFE0F"],
  ["only a blank Braille pattern", "\u2800"],
  ["only combining marks", "\u0301\u0302"],
  ["text hidden in tags", `hello${code(0xe0068, 0xe0069)}`],
  ["a flag that hides a sentence", code(0x1f3f4, ...Array(7).fill(0xe0061), 0xe007f)],
  ["an invisible musical sign", `a${code(0x1d173)}`],
  ["Zalgo", `Z${"\u0334\u0335\u0336".repeat(4)}algo`],
  ["41 characters", "x".repeat(41)],
  ["41 emoji", "🎉".repeat(41)],
])("%s is not text that people read", (_, input) => {
  expect(plainText(input, 40)).toBeUndefined();
});

it.each([
  ["every script", "夜の散歩"],
  ["40 emoji, each of two units", "🎉".repeat(40)],
  ["a family", "👨‍👩‍👧‍👦"],
  ["a heart with its selector", "❤️"],
  ["Scotland's flag", code(0x1f3f4, 0xe0067, 0xe0062, 0xe0073, 0xe0063, 0xe0074, 0xe007f)],
  ["Persian with a non-joiner", "می‌خواهم"],
  ["Hebrew with its points", "בְּרֵאשִׁ֖ית"],
  ["Arabic with a direction mark", "مرحبا\u200F!"],
  ["Khmer with zero-width spaces", "ខ្ញុំ\u200Bស្រលាញ់"],
  ["Tibetan", "བརྒྱུད"],
  ["Vietnamese, decomposed", "Việt Nam".normalize("NFD")],
  ["Devanagari", "क्षत्रिय"],
  ["punctuation", "…"],
  ["what a formula begins with", "=1+1"],
])("%s is", (_, input) => {
  expect(plainText(input, 40)).toBe(input);
});

it("text is trimmed, and counted after that", () => {
  expect(plainText(`  ${"x".repeat(10)}\t`, 10)).toBe("x".repeat(10));
});

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The parts of the font, by the letters they have. The first one also stands in for what none has. */
const SUBSETS = ["latin", "latin-ext", "greek", "cyrillic", "vietnamese"] as const;
export type Weight = 400 | 600;

/** What is written for a letter that no part of the font has, for example of an Arabic title. */
const MISSING = "\u00B7";

const folder = join(
  dirname(createRequire(import.meta.url).resolve("@fontsource/inter/package.json")),
  "files",
);
const files = new Map<string, Buffer>();

export const fontNames = (weight: Weight): string[] => SUBSETS.map((subset) => `${subset} ${weight}`);

/** The file of a part of the font; read once. */
export function fontFile(name: string): Buffer {
  const [subset, weight] = name.split(" ");
  const known = files.get(name) ?? readFileSync(join(folder, `inter-${subset}-${weight}-normal.woff`));
  files.set(name, known);
  return known;
}

/** A text in pieces that each have one font. `has` says whether a font has a letter. */
export function pieces(
  text: string,
  weight: Weight,
  has: (font: string, codePoint: number) => boolean,
): { font: string; text: string }[] {
  const fonts = fontNames(weight);
  const found: { font: string; text: string }[] = [];
  for (const letter of text) {
    const codePoint = letter.codePointAt(0) ?? 0;
    const font = fonts.find((name) => has(name, codePoint));
    const piece = { font: font ?? fonts[0] ?? "", text: font === undefined ? MISSING : letter };
    const last = found.at(-1);
    if (last?.font === piece.font) last.text += piece.text;
    else found.push(piece);
  }
  return found;
}

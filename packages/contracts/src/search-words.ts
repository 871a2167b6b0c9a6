/** Longer ones are cut: nobody types so much of a word. */
const WORD_LENGTH = 40;

/**
 * The words of a text as searches compare them: in lower case and without accents, each once. Letters and
 * digits of every script are words; "Müller-Lopez" is two.
 */
export function searchWords(text: string, most: number): string[] {
  const words = new Set<string>();
  for (const [word] of plain(text).matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    if (words.size >= most) break;
    words.add(cut(word));
  }
  return [...words];
}

/** A text in lower case and without the accents of Latin, Greek and Cyrillic letters. */
export const plain = (text: string): string =>
  text
    .normalize("NFD")
    .replaceAll(/\p{M}+/gu, (marks) => marks.replaceAll(/[\u0300-\u036f]/g, ""))
    .normalize("NFC")
    .toLowerCase();

const cut = (word: string): string => [...word].slice(0, WORD_LENGTH).join("");

/** The end of the texts that begin with one, in an index that compares bytes. */
export const endOfPrefix = (prefix: string): string => `${prefix}\u{10FFFF}`;

/**
 * The one rule for text that people type and others read: titles, names, notes, reasons, references. Text
 * that a reader can't see, or that changes how the text around it is shown, is refused and not repaired:
 * the person who typed it should know.
 */

/**
 * Not well-formed text of one line: Postgres can't store NUL, and a line break in a title ends up in a log.
 */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/u;

/** Embeddings, overrides and isolates (their effect reaches past the text), and marks around annotations. */
const DIRECTION = /[\u202A-\u202E\u2066-\u2069\u206A-\u206F\uFFF9-\uFFFB]/u;

/**
 * Invisible characters that scripts and emoji need: zero-width space (Khmer, Thai), joiners (Persian,
 * Hindi, emoji), direction marks (Arabic, Hebrew; they can't turn letters around), and variation selectors.
 * All other invisible characters are refused: they hide text, or make two names look the same.
 */
const NEEDED = /[\u200B-\u200F]|\u061C|[\uFE00-\uFE0F]|[\u{E0100}-\u{E01EF}]/gu;
/** England, Scotland, Wales: a black flag and its letters as tags. */
const FLAG = /\u{1F3F4}[\u{E0061}-\u{E007A}]{1,6}\u{E007F}/gu;
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/u;

/**
 * Something to see: no text is only spaces, marks and invisible characters. Two symbols look blank although
 * they are symbols.
 */
const VISIBLE = /(?![\u2800\u{1D159}])[\p{L}\p{N}\p{P}\p{S}\p{Co}\p{Cn}]/u;

/**
 * Languages stack up to five marks on a letter (Tibetan, pointed Hebrew); more only paint over the lines
 * above and below.
 */
const STACKED = /\p{M}{7}/u;

/**
 * Gives the trimmed text, or undefined where it breaks the rule. Lengths are in characters as Unicode and
 * JSON Schema count them: code points.
 */
export function plainText(input: string, maxLength: number): string | undefined {
  const text = input.trim();
  // A code point has at most two units: junk of a megabyte is not looked at.
  if (text.length > 2 * maxLength || !text.isWellFormed() || [...text].length > maxLength) return undefined;
  if (UNPRINTABLE.test(text) || DIRECTION.test(text) || !VISIBLE.test(text)) return undefined;
  if (INVISIBLE.test(text.replace(FLAG, "").replace(NEEDED, ""))) return undefined;
  return STACKED.test(text.normalize("NFC")) ? undefined : text;
}

/** Of a text for reading: more lines are a wall that nobody reads. */
const MOST_LINES = 60;

/**
 * The same for a text of several lines: each by the rule, or empty. Gives it with lines that end in "\n",
 * or undefined.
 */
export function plainParagraphs(input: string, maxLength: number): string | undefined {
  if (input.length > 4 * maxLength) return undefined;
  const lines = input.trim().split(/\r\n|\n/);
  if (lines.length > MOST_LINES) return undefined;
  const clean = lines.map((line) => (line.trim() === "" ? "" : plainText(line, maxLength)));
  if (clean.includes(undefined)) return undefined;
  const text = clean.join("\n");
  return text !== "" && [...text].length <= maxLength ? text : undefined;
}

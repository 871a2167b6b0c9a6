/**
 * Text that people typed and others will read: well-formed Unicode without control characters (Postgres can't store NUL, JSON can't carry
 * half a surrogate pair, and a line break in a title ends up in a log). Gives the trimmed text, or undefined where it is not such.
 */
export function plainText(input: string, maxLength: number): string | undefined {
  const text = input.trim();
  if (text.length === 0 || text.length > maxLength || !text.isWellFormed()) return undefined;
  return /\p{Cc}/u.test(text) ? undefined : text;
}

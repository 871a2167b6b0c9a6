type Value = unknown;

const LETTERS: Record<string, string> = {
  a: "ا",
  b: "ب",
  c: "ك",
  d: "د",
  e: "ي",
  f: "ف",
  g: "غ",
  h: "ه",
  i: "ي",
  j: "ج",
  k: "ك",
  l: "ل",
  m: "م",
  n: "ن",
  o: "و",
  p: "ب",
  q: "ق",
  r: "ر",
  s: "س",
  t: "ت",
  u: "و",
  v: "ف",
  w: "و",
  x: "ش",
  y: "ي",
  z: "ز",
};
/** Around what a text is given: names and amounts keep their letters and their own direction. */
const [FIRST, LAST] = ["\u2068", "\u2069"];
const GIVEN = /(\u2068[^\u2069]*\u2069)/u;

const arabic = (text: string): string =>
  text
    .split(GIVEN)
    .map((part) =>
      part.startsWith(FIRST)
        ? part
        : part.replaceAll(/[a-z]/gi, (letter) => LETTERS[letter.toLowerCase()] ?? letter),
    )
    .join("");

const given = (argument: Value): Value =>
  typeof argument === "string" ? `${FIRST}${argument}${LAST}` : argument;

/**
 * English in Arabic letters: what a right-to-left page looks like, without a translation. The `value` of an
 * option is for programs.
 */
export function pseudo<T>(texts: T): T {
  return changed(texts) as T;
}

function changed(value: Value, key?: string): Value {
  if (typeof value === "string") return key === "value" ? value : arabic(value);
  if (typeof value === "function")
    return (...args: Value[]) => changed((value as (...args: Value[]) => Value)(...args.map(given)));
  if (Array.isArray(value)) return value.map((item) => changed(item));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, changed(inner, name)]));
}

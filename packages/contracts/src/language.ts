/** Languages that every kind has texts in. The first one stands in for all others. */
export const LANGUAGES = ["en", "de", "es"] as const;
export type Language = (typeof LANGUAGES)[number];

/** The language of a BCP 47 tag such as "de-AT"; undefined where there are no texts in it. */
export function languageOfTag(tag: string): Language | undefined {
  const primary = tag.toLowerCase().split("-")[0];
  return LANGUAGES.find((language) => language === primary);
}

/** The first of several wishes, strongest first, that there are texts in; English where there is none. */
export function languageOf(...tags: readonly string[]): Language {
  for (const tag of tags) {
    const language = languageOfTag(tag);
    if (language !== undefined) return language;
  }
  return LANGUAGES[0];
}

/** More wishes than browsers send. */
const MOST_WISHES = 20;

/** The tags of an Accept-Language header, the strongest wish first; those with q=0 are left out. */
export function wishesOf(acceptLanguage: string): string[] {
  return acceptLanguage
    .split(",", MOST_WISHES)
    .map((part) => {
      const [tag = "", ...parameters] = part.trim().split(/\s*;\s*/);
      const weight = parameters.find((one) => one.startsWith("q="))?.slice(2);
      return { tag, weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ tag, weight }) => tag !== "" && weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag);
}

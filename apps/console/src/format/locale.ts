/** The languages that the menu offers, each by its own name. */
export const LANGUAGES = { en: "English", de: "Deutsch", es: "Español" } as const;
/** Arabic is generated from English (texts/pseudo.ts): it checks right-to-left pages and is in no menu. */
export type Language = keyof typeof LANGUAGES | "ar";

const KEY = "metercast.language";
/** What Intl gets where the browser names no region for the language. */
const TAGS: Record<Language, string> = { en: "en-US", de: "de-DE", es: "es-ES", ar: "ar" };

const isOffered = (name: string | null | undefined): name is keyof typeof LANGUAGES =>
  name !== null && name !== undefined && Object.hasOwn(LANGUAGES, name);
const languageOf = (tag: string): string => tag.toLowerCase().split("-")[0] ?? "";

interface Wishes {
  /** Of the address: `?lang=ar`. Counts for this page only. */
  asked: string | null;
  /** Chosen in the menu before. */
  kept: string | null;
  /** The browser's, the best first. */
  preferred: readonly string[];
}

/** The language of the words, and the tag for numbers and dates: with the browser's own region. */
export function chooseLocale({ asked, kept, preferred }: Wishes): { language: Language; tag: string } {
  const language =
    asked === "ar" ? "ar" : ([asked, kept, ...preferred.map(languageOf)].find(isOffered) ?? ("en" as const));
  const own = preferred.find((name) => languageOf(name) === language && name.includes("-"));
  return { language, tag: (own !== undefined && latin(own)) || (latin(TAGS[language]) ?? "en-US") };
}

/**
 * With 0 to 9 as digits: amounts, ids and what people type look alike in every language. Undefined if Intl
 * does not know what the browser names.
 */
function latin(name: string): string | undefined {
  try {
    const locale = new Intl.Locale(name);
    // Asking Intl takes tens of milliseconds on a phone, and these languages have them unless told otherwise.
    if (locale.numberingSystem === undefined && isOffered(locale.language)) return locale.toString();
    const digits = new Intl.NumberFormat(name).resolvedOptions().numberingSystem;
    return digits === "latn"
      ? locale.toString()
      : new Intl.Locale(name, { numberingSystem: "latn" }).toString();
  } catch {
    return undefined;
  }
}

/** Tests run without a page: English, as on a machine in the United States. */
const wishes = (): Wishes =>
  typeof document === "undefined"
    ? { asked: null, kept: null, preferred: [] }
    : {
        asked: new URLSearchParams(location.search).get("lang"),
        kept: localStorage.getItem(KEY),
        preferred: navigator.languages,
      };

export const { language, tag } = chooseLocale(wishes());
export const direction: "ltr" | "rtl" = language === "ar" ? "rtl" : "ltr";

/** Another language needs another set of texts, and pages hold the old ones: the page loads again. */
export function setLanguage(next: keyof typeof LANGUAGES): void {
  localStorage.setItem(KEY, next);
  const address = new URL(location.href);
  address.searchParams.delete("lang");
  location.replace(address);
}

export function showLanguage(): void {
  document.documentElement.lang = language;
  document.documentElement.dir = direction;
}

import { tag } from "./locale.ts";

/** CLDR's categories. A language names the ones it has: English one and other, Arabic all six. */
export type PluralCategory = "zero" | "one" | "two" | "few" | "many" | "other";
export type Plural<Categories extends PluralCategory> = Readonly<Record<Categories, string>>;
type AnyForms = Plural<"other"> & Partial<Plural<PluralCategory>>;

const made = new Map<string, Intl.PluralRules>();
function rulesOf(locale: string): Intl.PluralRules {
  const rules = made.get(locale) ?? new Intl.PluralRules(locale);
  made.set(locale, rules);
  return rules;
}

/** `plural` in another locale than the page's; tests use it. */
export function pluralOf(count: number | bigint, forms: AnyForms, locale: string): string {
  // No language tells counts beyond a double's integers apart.
  return forms[rulesOf(locale).select(Number(count))] ?? forms.other;
}

/**
 * The form of a count, without the count: `plural(2, { one: "viewer", other: "viewers" })`. Each language's
 * words.ts narrows it to the categories of that language, so that a form that is missing is a type error.
 */
export const plural = (count: number | bigint, forms: AnyForms): string => pluralOf(count, forms, tag);

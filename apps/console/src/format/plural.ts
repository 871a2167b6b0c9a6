import { tag } from "./locale.ts";

/** CLDR's categories. A language names the ones it has: English one and other, Arabic all six. */
export type PluralCategory = "zero" | "one" | "two" | "few" | "many" | "other";
export type Plural<Categories extends PluralCategory> = Readonly<Record<Categories, string>>;

const rules = new Intl.PluralRules(tag);

/** The form of a count, without the count: `plural(2, { one: "viewer", other: "viewers" })`. */
export function plural<Categories extends PluralCategory>(
  count: number | bigint,
  forms: Plural<Categories | "other">,
): string {
  // No language tells counts beyond a double's integers apart.
  const category = rules.select(Number(count)) as keyof typeof forms;
  return forms[category] ?? forms.other;
}

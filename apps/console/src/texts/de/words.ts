// German speaks to everybody with "du", as the notifications do: one product, one voice.
import { countText } from "../../format/money.ts";
import { type Plural, plural } from "../../format/plural.ts";
import { unitText } from "../../format/time.ts";

/** German tells one from everything else. */
type Forms = Plural<"one" | "other">;

/** „1 Zuschauer“, „2 Zuschauer“. */
export const counted = (count: number | bigint, forms: Forms): string =>
  `${countText(count)} ${plural(count, forms)}`;

/** Wörter, die sich nach einer Zahl richten, als zwei Texte. */
export const many = (count: number | bigint, one: string, other: string): string =>
  plural(count, { one, other });
export const minutes = (count: number | bigint): string => unitText(count, "minute");
export const tokens = (count: number | bigint): string => plural(count, { one: "Token", other: "Tokens" });
export const days = (count: number): string => counted(count, { one: "Tag", other: "Tage" });
/** „nach 3 Tagen“ */
export const ofDays = (count: number): string => counted(count, { one: "Tag", other: "Tagen" });

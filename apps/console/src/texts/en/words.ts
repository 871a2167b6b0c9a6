import { countText } from "../../format/money.ts";
import { type Plural, plural } from "../../format/plural.ts";
import { unitText } from "../../format/time.ts";

/** English tells one from everything else. */
type Forms = Plural<"one" | "other">;

/** "1 viewer", "2 viewers". */
export const counted = (count: number | bigint, forms: Forms): string =>
  `${countText(count)} ${plural(count, forms)}`;

/** Words that go with a count, as two texts. */
export const many = (count: number | bigint, one: string, other: string): string =>
  plural(count, { one, other });
export const minutes = (count: number | bigint): string => unitText(count, "minute");
export const tokens = (count: number | bigint): string => plural(count, { one: "token", other: "tokens" });

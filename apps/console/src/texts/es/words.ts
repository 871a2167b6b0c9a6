// El español trata de «tú» a todo el mundo: un producto, una sola voz.
import { countText } from "../../format/money.ts";
import { type Plural, plural } from "../../format/plural.ts";
import { unitText } from "../../format/time.ts";

/**
 * Spanish tells one, millions ("un millón de…", which no count here is written as), and everything else.
 * Without a form for "many" the last one counts.
 */
type Forms = Plural<"one" | "other">;

/** «1 espectador», «2 espectadores». */
export const counted = (count: number | bigint, forms: Forms): string =>
  `${countText(count)} ${plural(count, forms)}`;

export const minutes = (count: number | bigint): string => unitText(count, "minute");
export const tokens = (count: number | bigint): string => plural(count, { one: "token", other: "tokens" });
export const days = (count: number): string => counted(count, { one: "día", other: "días" });

import { type Asset, formatAmount, parseAmount } from "@metercast/money";
import { tag } from "./locale.ts";

/** USD in the API: a decimal string with two places. */
export interface Usd {
  amount: string;
  currency: "USD";
}

/** An amount in minor units (cents, or whole tokens) with its asset. All arithmetic uses these. */
export interface Amount {
  minor: bigint;
  asset: Asset;
}

export const usd = (money: Usd): Amount => ({ minor: parseAmount(money.amount, "USD"), asset: "USD" });
export const cents = (minor: bigint): Amount => ({ minor, asset: "USD" });
export const tokens = (count: number | bigint): Amount => ({ minor: BigInt(count), asset: "TOKEN" });
/** The API's `Amount`: an integer of tokens, or Money. */
export const amountOf = (value: number | Usd): Amount =>
  typeof value === "number" ? tokens(value) : usd(value);

export interface AmountOptions {
  sign?: "auto" | "always";
  /** Another locale than the page's; tests use it. */
  locale?: string;
}

const formatters = new Map<string, Intl.NumberFormat>();

function formatter({ asset }: Amount, { sign = "auto", locale = tag }: AmountOptions): Intl.NumberFormat {
  const key = `${locale} ${asset} ${sign}`;
  const made =
    formatters.get(key) ??
    new Intl.NumberFormat(locale, {
      signDisplay: sign === "always" ? "exceptZero" : "auto",
      ...(asset === "USD" ? { style: "currency", currency: "USD" } : { maximumFractionDigits: 0 }),
    });
  formatters.set(key, made);
  return made;
}

/** U+2212, as wide as a plus. */
const MINUS = "\u2212";

/** The formatted parts of an amount, from a decimal string, so that no float is involved. */
export function amountParts(amount: Amount, options: AmountOptions = {}): Intl.NumberFormatPart[] {
  const text = formatAmount(amount.minor, amount.asset) as Intl.StringNumericLiteral;
  return formatter(amount, options)
    .formatToParts(text)
    .map((part) => (part.type === "minusSign" ? { ...part, value: MINUS } : part));
}

/** "$1,320.00", "−5", "+$13.20"; in German "1.320,00 $". Tokens without a unit. */
export function amountText(amount: Amount, options: AmountOptions = {}): string {
  return amountParts(amount, options)
    .map(({ value }) => value)
    .join("");
}

/** "1320.00", for requests. */
export const decimal = ({ minor, asset }: Amount): string => formatAmount(minor, asset);

/** "1320.00", in German "1320,00": as a person types it into a field, and as parse.ts reads it. */
export function typedAmount(amount: Amount, locale = tag): string {
  return decimal(amount).replace(".", separators(locale).decimal);
}

interface Separators {
  /** Each of these may stand between thousands. */
  groups: readonly string[];
  /** Stands before the decimals. */
  decimal: string;
  /** The currency stands after the figures. */
  currencyLast: boolean;
}
const known = new Map<string, Separators>();

/** As this locale writes amounts; some (Austria) group money and other numbers differently. */
export function separators(locale = tag): Separators {
  const found = known.get(locale);
  if (found) return found;
  const of = (options: Intl.NumberFormatOptions, type: string) =>
    new Intl.NumberFormat(locale, options).formatToParts(1_234_567.5).find((part) => part.type === type)
      ?.value;
  const money = { style: "currency", currency: "USD" } as const;
  const groups = [of(money, "group"), of({}, "group")].filter((group) => group !== undefined);
  const currencyLast = new Intl.NumberFormat(locale, money).formatToParts(1).at(-1)?.type === "currency";
  const made = { groups, decimal: of(money, "decimal") ?? ".", currencyLast };
  known.set(locale, made);
  return made;
}

const counts = new Intl.NumberFormat(tag);
/** A count of things: viewers, minutes. */
export const countText = (count: number | bigint): string => counts.format(count);

const percents = new Intl.NumberFormat(tag, { style: "percent", maximumFractionDigits: 2 });
/** "12.5%", in German "12,5 %", of 12.5. */
export const percentText = (percent: number): string => percents.format(percent / 100);

const lists = new Intl.ListFormat(tag, { type: "conjunction" });
/** "a, b, and c" */
export const listText = (items: readonly string[]): string => lists.format(items);

export function sum(amounts: readonly Amount[], asset: Asset): Amount {
  return { minor: amounts.reduce((total, { minor }) => total + minor, 0n), asset };
}

/** For the position of marks in charts, never for a text. */
export const plotted = ({ minor, asset }: Amount): number => Number(minor) / (asset === "USD" ? 100 : 1);

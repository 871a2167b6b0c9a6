import { type Asset, formatAmount, parseAmount } from "@metercast/money";

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
}

const LOCALE = "en-US";
const formatters = new Map<string, Intl.NumberFormat>();

function formatter({ asset }: Amount, sign: "auto" | "always"): Intl.NumberFormat {
  const key = `${asset} ${sign}`;
  const made =
    formatters.get(key) ??
    new Intl.NumberFormat(LOCALE, {
      signDisplay: sign === "always" ? "exceptZero" : "auto",
      ...(asset === "USD" ? { style: "currency", currency: "USD" } : { maximumFractionDigits: 0 }),
    });
  formatters.set(key, made);
  return made;
}

/** U+2212, as wide as a plus. */
const MINUS = "\u2212";

/** The formatted parts of an amount, from a decimal string, so that no float is involved. */
export function amountParts(amount: Amount, { sign = "auto" }: AmountOptions = {}): Intl.NumberFormatPart[] {
  const text = formatAmount(amount.minor, amount.asset) as Intl.StringNumericLiteral;
  return formatter(amount, sign)
    .formatToParts(text)
    .map((part) => (part.type === "minusSign" ? { ...part, value: MINUS } : part));
}

/** "$1,320.00", "−5", "+$13.20". Tokens without a unit. */
export function amountText(amount: Amount, options: AmountOptions = {}): string {
  return amountParts(amount, options)
    .map(({ value }) => value)
    .join("");
}

/** "1320.00", for forms and requests. */
export const decimal = ({ minor, asset }: Amount): string => formatAmount(minor, asset);

const counts = new Intl.NumberFormat(LOCALE);
/** A count of things: viewers, minutes. */
export const countText = (count: number | bigint): string => counts.format(count);

export function sum(amounts: readonly Amount[], asset: Asset): Amount {
  return { minor: amounts.reduce((total, { minor }) => total + minor, 0n), asset };
}

/** For the position of marks in charts, never for a text. */
export const plotted = ({ minor, asset }: Amount): number => Number(minor) / (asset === "USD" ? 100 : 1);

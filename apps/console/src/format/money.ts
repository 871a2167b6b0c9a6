import { type Asset, formatAmount, parseAmount } from "@metercast/money";

/** USD as the API says it: a decimal string with two places. */
export interface Usd {
  amount: string;
  currency: "USD";
}

/** An amount in minor units (cents, or whole tokens) with its asset. The console computes with these only. */
export interface Amount {
  minor: bigint;
  asset: Asset;
}

export const usd = (money: Usd): Amount => ({ minor: parseAmount(money.amount, "USD"), asset: "USD" });
export const cents = (minor: bigint): Amount => ({ minor, asset: "USD" });
export const tokens = (count: number | bigint): Amount => ({ minor: BigInt(count), asset: "TOKEN" });
/** What the API's `Amount` is: an integer of tokens, or Money. */
export const amountOf = (value: number | Usd): Amount =>
  typeof value === "number" ? tokens(value) : usd(value);

export interface AmountOptions {
  /** "always": a plus as well as a minus. */
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

/** A true minus, as wide as a plus. */
const MINUS = "\u2212";

/** The parts of an amount as it is shown; a decimal string goes in, so that nothing is ever a float. */
export function amountParts(amount: Amount, { sign = "auto" }: AmountOptions = {}): Intl.NumberFormatPart[] {
  const text = formatAmount(amount.minor, amount.asset) as Intl.StringNumericLiteral;
  return formatter(amount, sign)
    .formatToParts(text)
    .map((part) => (part.type === "minusSign" ? { ...part, value: MINUS } : part));
}

/** "$1,320.00", "−5", "+$13.20". Tokens without their word. */
export function amountText(amount: Amount, options: AmountOptions = {}): string {
  return amountParts(amount, options)
    .map(({ value }) => value)
    .join("");
}

/** "1320.00": as forms and requests write it. */
export const decimal = ({ minor, asset }: Amount): string => formatAmount(minor, asset);

const counts = new Intl.NumberFormat(LOCALE);
/** A count of things: viewers, minutes. */
export const countText = (count: number | bigint): string => counts.format(count);

export function sum(amounts: readonly Amount[], asset: Asset): Amount {
  return { minor: amounts.reduce((total, { minor }) => total + minor, 0n), asset };
}

/** For the length of a bar or the place of a dot, never for a text. */
export const plotted = ({ minor, asset }: Amount): number => Number(minor) / (asset === "USD" ? 100 : 1);

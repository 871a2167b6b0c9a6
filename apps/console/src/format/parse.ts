import { type Asset, InvalidAmount, parseAmount } from "@metercast/money";
import { tag } from "./locale.ts";
import { amountText, separators } from "./money.ts";

/** Spelling of another country: any separators, then one or two decimals. */
const FOREIGN = /^(\d[\d.,'’_]*?)(?:[.,](\d{1,2}))?$/;
/** The currency, as languages write it: "$", "US$", "USD". */
const CURRENCY = "(?:US\\s?)?\\$|USD";
const escaped = (sign: string): string => (/\s/.test(sign) ? "\\s" : sign.replace(/[.]/g, "\\."));

const spellings = new Map<string, RegExp>();

/** Digits in one piece, or in groups of three as this locale groups them; then its decimals. */
function spellingOf(locale: string): RegExp {
  const found = spellings.get(locale);
  if (found) return found;
  const { groups, decimal, currencyLast } = separators(locale);
  // What is on the keyboard counts too: ' for ’.
  const typed = new Set(groups.flatMap((group) => (group === "’" ? [group, "'"] : group)));
  const grouped = [...typed].map((group) => `\\d{1,3}(?:${escaped(group)}\\d{3})+`);
  const figures = `(${["\\d+", ...grouped].join("|")})(?:${escaped(decimal)}(\\d+))?`;
  const after = currencyLast ? `(?:\\s?(?:${CURRENCY}))?` : "";
  const made = new RegExp(`^(-?)(?:(?:${CURRENCY})\\s?)?${figures}${after}$`, "u");
  spellings.set(locale, made);
  return made;
}

/**
 * The minor units of an input in the page's locale: "1,320.5", "$100", "5"; in German "1.320,5", "100 $".
 * Undefined if it is no amount of this asset, or ambiguous.
 */
export function minorOf(text: string, asset: Asset, locale = tag): bigint | undefined {
  const [, sign = "", whole, decimals] = spellingOf(locale).exec(text.trim()) ?? [];
  if (whole === undefined) return undefined;
  const digits = whole.replaceAll(/\D/g, "");
  return minorOfDecimal(sign + (decimals === undefined ? digits : `${digits}.${decimals}`), asset);
}

/**
 * A suggestion for an ambiguous input, never applied silently: "$100.50" for "100,50" in English, which is
 * not $10,050.
 */
export function suggestionFor(text: string, asset: Asset, locale = tag): string | undefined {
  const [, whole, decimals] = FOREIGN.exec(text.replaceAll(/[\s$+€]/g, "")) ?? [];
  if (whole === undefined) return undefined;
  const digits = whole.replaceAll(/\D/g, "").replace(/^0+(?=\d)/, "");
  const minor = minorOfDecimal(decimals === undefined ? digits : `${digits}.${decimals}`, asset);
  return minor === undefined ? undefined : amountText({ minor, asset }, { locale });
}

/** What an input is read as, for the line under its field. */
export function readAs(text: string, asset: Asset, locale = tag): string | undefined {
  const minor = minorOf(text, asset, locale);
  return minor === undefined ? undefined : amountText({ minor, asset }, { locale });
}

/** "13.20" of the API, whatever the language; undefined if it is no amount. */
export function minorOfDecimal(plain: string, asset: Asset): bigint | undefined {
  try {
    return parseAmount(plain, asset);
  } catch (error) {
    if (error instanceof InvalidAmount) return undefined;
    throw error;
  }
}

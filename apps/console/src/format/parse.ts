import { type Asset, InvalidAmount, parseAmount } from "@metercast/money";
import { amountText } from "./money.ts";

/** US spelling: a currency sign, groups of three with commas. */
const TYPED = /^-?\$?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?$/;
/** Spelling of another country: any separators, then one or two decimals. */
const FOREIGN = /^(\d[\d.,'_]*?)(?:[.,](\d{1,2}))?$/;

/**
 * The minor units of an input: "1,320.5", "$100", "5". Undefined if it is no amount of this asset, or
 * ambiguous.
 */
export function minorOf(text: string, asset: Asset): bigint | undefined {
  const typed = text.trim();
  return TYPED.test(typed) ? parsed(typed.replaceAll(/[,$]/g, ""), asset) : undefined;
}

/**
 * A suggestion for an ambiguous input, never applied silently: "$100.50" for "100,50", which is not
 * $10,050.
 */
export function suggestionFor(text: string, asset: Asset): string | undefined {
  const [, whole, decimals] = FOREIGN.exec(text.replaceAll(/[\s$+€]/g, "")) ?? [];
  if (whole === undefined) return undefined;
  const digits = whole.replaceAll(/\D/g, "").replace(/^0+(?=\d)/, "");
  const minor = parsed(decimals === undefined ? digits : `${digits}.${decimals}`, asset);
  return minor === undefined ? undefined : amountText({ minor, asset });
}

function parsed(plain: string, asset: Asset): bigint | undefined {
  try {
    return parseAmount(plain, asset);
  } catch (error) {
    if (error instanceof InvalidAmount) return undefined;
    throw error;
  }
}

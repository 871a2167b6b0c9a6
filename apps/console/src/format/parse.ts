import { type Asset, InvalidAmount, parseAmount } from "@metercast/money";
import { amountText } from "./money.ts";

/** Dollars as people here write them: a sign for the currency, commas in threes before the point. */
const TYPED = /^-?\$?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?$/;
/** Something like an amount of another country: any separators in the whole, then perhaps one or two decimals. */
const FOREIGN = /^(\d[\d.,'_]*?)(?:[.,](\d{1,2}))?$/;

/** What a person typed, in minor units: "1,320.5", "$100", "5". Undefined where it is no amount of this asset, or could be read in two ways. */
export function minorOf(text: string, asset: Asset): bigint | undefined {
  const typed = text.trim();
  return TYPED.test(typed) ? parsed(typed.replaceAll(/[,$]/g, ""), asset) : undefined;
}

/** Another spelling of what may be meant, to be asked about and never taken: "$100.50" for "100,50", which is not $10,050. */
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

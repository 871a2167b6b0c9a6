import { type Asset, InvalidAmount, parseAmount } from "@metercast/money";

/** What a person typed, in minor units: "1,320.5", "$100", "5". Undefined where it is no amount of this asset. */
export function minorOf(text: string, asset: Asset): bigint | undefined {
  try {
    return parseAmount(text.replaceAll(/[\s,$]/g, ""), asset);
  } catch (error) {
    if (error instanceof InvalidAmount) return undefined;
    throw error;
  }
}

import { amountText, cents } from "../format/money.ts";

/** Axis labels have no cents where they are none. */
export function axisText(dollars: number): string {
  const text = amountText(cents(BigInt(Math.round(dollars * 100))));
  return text.replace(/[.,]00(?=\D*$)/, "");
}

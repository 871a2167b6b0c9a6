import { amountParts, cents } from "../format/money.ts";

/** Axis labels have no cents where they are none. */
export function axisText(dollars: number): string {
  const parts = amountParts(cents(BigInt(Math.round(dollars * 100))));
  const isWhole = parts.some(({ type, value }) => type === "fraction" && value === "00");
  const shown = parts.filter(({ type }) => !isWhole || (type !== "decimal" && type !== "fraction"));
  return shown.map(({ value }) => value).join("");
}

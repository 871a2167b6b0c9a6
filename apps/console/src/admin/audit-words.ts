import { amountText, cents, tokens } from "../format/money.ts";
import { minorOfDecimal } from "../format/parse.ts";
import { t } from "../texts.ts";

/** The details of audit rows, as they are read. */

export function plain(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  return "amount" in value && "currency" in value
    ? amountSaid(value.amount, value.currency)
    : JSON.stringify(value);
}

/** The log has amounts as decimal strings; those of withdrawals lack their asset, which is always USD. */
export function amountSaid(amount: unknown, asset: unknown = "USD"): string {
  const of = asset === "TOKEN" ? "TOKEN" : "USD";
  const minor = minorOfDecimal(String(amount), of);
  if (minor === undefined) return String(amount);
  return of === "TOKEN" ? `${amountText(tokens(minor))} ${t.tokens(minor)}` : amountText(cents(minor));
}

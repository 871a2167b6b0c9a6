import * as z from "zod/mini";
import { amountText, cents } from "../format/money.ts";
import { minorOf, suggestionFor } from "../format/parse.ts";
import { t } from "../texts.ts";

/** The input in cents. */
export const centsOf = (text: string): bigint | undefined => minorOf(text, "USD");

/** The API's limits, checked before the request. */
export function withdrawalSchema(least: bigint, most: bigint) {
  return z.object({
    amount: z.string().check((context) => {
      const problem = amountProblem(context.value, least, most);
      if (problem !== undefined)
        context.issues.push({ code: "custom", message: problem, input: context.value });
    }),
  });
}

function amountProblem(text: string, least: bigint, most: bigint): string | undefined {
  const minor = centsOf(text);
  if (minor === undefined) return t.didYouMean(suggestionFor(text, "USD")) ?? t.withdraw.notAnAmount;
  if (minor < least) return t.withdraw.belowMinimum(amountText(cents(least)));
  if (minor > most) return t.withdraw.aboveMaximum(amountText(cents(most)));
  return undefined;
}

import { InvalidAmount, parseAmount } from "@metercast/money";
import * as z from "zod/mini";
import { amountText, cents } from "../format/money.ts";
import { t } from "../texts.ts";

/** What was typed, in cents: "1,320.5", "$100". Undefined where it is no amount. */
export function centsOf(text: string): bigint | undefined {
  try {
    return parseAmount(text.replaceAll(/[\s,$]/g, ""), "USD");
  } catch (error) {
    if (error instanceof InvalidAmount) return undefined;
    throw error;
  }
}

/** The same limits as the API's, known before anything is sent. */
export function withdrawalSchema(least: bigint, most: bigint) {
  return z.object({
    amount: z.string().check((context) => {
      const problem = amountProblem(centsOf(context.value), least, most);
      if (problem !== undefined)
        context.issues.push({ code: "custom", message: problem, input: context.value });
    }),
  });
}

function amountProblem(minor: bigint | undefined, least: bigint, most: bigint): string | undefined {
  if (minor === undefined) return t.withdraw.notAnAmount;
  if (minor < least) return t.withdraw.belowMinimum(amountText(cents(least)));
  if (minor > most) return t.withdraw.aboveMaximum(amountText(cents(most)));
  return undefined;
}

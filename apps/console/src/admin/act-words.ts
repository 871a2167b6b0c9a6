import { type Amount, amountText, tokens, usd } from "../format/money.ts";
import { t } from "../texts.ts";
import { termsText } from "./policy-form.ts";
import type { Act } from "./queries.ts";

const words = (amount: Amount): string =>
  amount.asset === "TOKEN" ? `${amountText(amount)} ${t.tokens(amount.minor)}` : amountText(amount);

/** The effect of an act, as a sentence without a full stop. */
export function wordsOf({ adjustment, rate, earnings_policy, give_back, resolve, kind }: Act): string {
  if (adjustment) {
    const { amount, user_id, direction } = adjustment;
    return t.acts[direction](words(typeof amount === "number" ? tokens(amount) : usd(amount)), user_id);
  }
  if (rate)
    return t.acts.rate(
      rate.scope_id ?? t.acts.platform,
      words(tokens(rate.tokens_per_minute)),
      words(usd(rate.creator_per_minute)),
    );
  if (earnings_policy)
    return t.acts.earningsPolicy(
      earnings_policy.creator_id ?? t.acts.platform,
      termsText(earnings_policy).join(", "),
    );
  if (resolve) {
    const { amount, outcome, evidence, reference } = resolve;
    const place = t.acts.outcomes[outcome] ?? outcome;
    return t.acts.resolve(words(usd(amount)), place, `${evidence} (${reference})`);
  }
  return give_back ? t.acts.giveBack(words(usd(give_back.amount))) : kind;
}

import { type Amount, amountText, tokens, usd } from "../format/money.ts";
import { adminPayouts } from "../texts/admin-payouts.ts";
import { t } from "../texts.ts";
import type { ApprovalLimits, EarningsTerms } from "./payout-types.ts";
import { limitsText, termsText } from "./policy-form.ts";
import type { Act } from "./queries.ts";

/** Acts about policies. */
interface PolicyActs {
  kind: string;
  earnings_policy?: (EarningsTerms & { creator_id: string | null }) | null;
  auto_approval?: ApprovalLimits | null;
}

const words = (amount: Amount): string =>
  amount.asset === "TOKEN" ? `${amountText(amount)} ${t.tokens(amount.minor)}` : amountText(amount);

/** The effect of an act, as a sentence without a full stop. */
export function wordsOf(act: Act): string {
  const { adjustment, rate, give_back, resolve, kind } = act;
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
  if (resolve) {
    const { amount, outcome, evidence, reference } = resolve;
    const place = t.acts.outcomes[outcome] ?? outcome;
    return t.acts.resolve(words(usd(amount)), place, `${evidence} (${reference})`);
  }
  return give_back ? t.acts.giveBack(words(usd(give_back.amount))) : (policyWords(act) ?? kind);
}

function policyWords({ earnings_policy: earnings, auto_approval: approval }: PolicyActs): string | undefined {
  const { acts } = adminPayouts;
  if (earnings) return acts.earnings(earnings.creator_id ?? acts.everybody, termsText(earnings).join(" · "));
  return approval ? acts.approval(limitsText(approval).join(" · ")) : undefined;
}

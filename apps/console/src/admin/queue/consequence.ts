import { amountText, usd } from "../../format/money.ts";
import { exactTime } from "../../format/time.ts";
import { t } from "../../texts.ts";
import { approvalsOf, creatorOf } from "./rules.ts";
import type { Action, Withdrawal } from "./types.ts";

/** What follows from a decision, in a sentence. */
export function consequence(withdrawal: Withdrawal, action: Action): string {
  const amount = amountText(usd(withdrawal.amount));
  const creator = creatorOf(withdrawal);
  if (action === "reject") return t.decision.reject(amount, creator);
  if (withdrawal.status === "APPROVED") return t.decision.approvePlace(amount, creator);
  if (withdrawal.approvals_needed > 1 && approvalsOf(withdrawal).length === 0)
    return t.decision.approveFirst(amount);
  if (withdrawal.method === "manual") return t.decision.approveManual(amount, creator);
  if (withdrawal.method === null) return t.decision.approveUnset(amount, creator);
  return `${sentence(withdrawal, amount, creator)}${lockedSentence(withdrawal)}`;
}

function sentence({ method, speed }: Withdrawal, amount: string, creator: string): string {
  const rail = t.method.kinds[method ?? ""] ?? method ?? "";
  if (speed === "instant") return t.decision.approveInstant(amount, creator, rail);
  if (method === "stripe") return t.decision.approveStripe(amount, creator);
  return t.decision.approveRail(amount, creator, rail);
}

const lockedSentence = ({ locked_until: until }: Withdrawal): string =>
  until && Date.parse(until) > Date.now() ? ` ${t.decision.approveLocked(exactTime(until))}` : "";

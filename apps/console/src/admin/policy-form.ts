import * as z from "zod/mini";
import { amountText, cents, decimal, percentText, typedAmount, usd } from "../format/money.ts";
import { minorOf, suggestionFor } from "../format/parse.ts";
import { adminPayouts } from "../texts/admin-payouts.ts";
import { t } from "../texts.ts";
import type { ApprovalLimits, ApprovalTerms, EarningsTerms } from "./payout-types.ts";

const texts = adminPayouts.policies;
/** As the API takes them. */
export const MOST_DAYS = 180;
export const MOST_NEW_DAYS = 365;

const isWhole = (text: string, most: number): boolean =>
  /^\d{1,6}$/.test(text.trim()) && Number(text) <= most;
const wholeUpTo = (most: number, otherwise: string) =>
  z.string().check(z.refine((text) => isWhole(text, most), otherwise));

const reason = z.string().check(z.refine((text) => text.trim() !== "", texts.reasonNeeded));

export const EarningsForm = z
  .object({
    scope: z.enum(["platform", "creator"]),
    creator: z.string(),
    hold: wholeUpTo(MOST_DAYS, texts.wholeDays(MOST_DAYS)),
    newDays: wholeUpTo(MOST_NEW_DAYS, texts.wholeDays(MOST_NEW_DAYS)),
    newHold: wholeUpTo(MOST_DAYS, texts.wholeDays(MOST_DAYS)),
    percent: wholeUpTo(100, texts.percent),
    reserveDays: wholeUpTo(MOST_DAYS, texts.wholeDays(MOST_DAYS)),
    reason,
  })
  .check(
    z.refine(({ scope, creator }) => scope === "platform" || creator.trim() !== "", {
      path: ["creator"],
      error: texts.earnings.creatorNeeded,
    }),
    z.refine(({ percent, reserveDays }) => Number(percent) === 0 || Number(reserveDays) > 0, {
      path: ["reserveDays"],
      error: texts.earnings.reserveDaysNeeded,
    }),
  );
export type EarningsValues = z.infer<typeof EarningsForm>;

/** The form with the terms in force, and no reason yet. */
export const earningsValues = (terms: EarningsTerms): EarningsValues => ({
  scope: "platform",
  creator: "",
  hold: String(terms.hold_days),
  newDays: String(terms.new_creator_days),
  newHold: String(terms.new_creator_hold_days),
  percent: String(terms.reserve_percent),
  reserveDays: String(terms.reserve_days),
  reason: "",
});

export const earningsBody = (values: EarningsValues) => ({
  scope: values.scope,
  ...(values.scope === "creator" && { creator_id: values.creator.trim() }),
  hold_days: Number(values.hold),
  new_creator_days: Number(values.newDays),
  new_creator_hold_days: Number(values.newHold),
  reserve_percent: Number(values.percent),
  reserve_days: Number(values.reserveDays),
  reason: values.reason.trim(),
});

/** The limits of automatic approval in words. */
export function limitsText(limits: ApprovalLimits): string[] {
  if (!limits.enabled) return [texts.approval.off];
  return [
    texts.approval.terms(amountText(usd(limits.max_payout)), amountText(usd(limits.max_day))),
    texts.approval.creators(limits.min_account_age_days, limits.min_completed_payouts),
  ];
}

/** A term in words, one thought each. */
export function termsText(terms: EarningsTerms): string[] {
  const { hold_days: hold, new_creator_days: age, new_creator_hold_days: longer } = terms;
  return [
    texts.earnings.terms(hold),
    ...(age > 0 && longer > hold ? [texts.earnings.newTerms(age, longer)] : []),
    terms.reserve_percent > 0
      ? texts.earnings.reserve(percentText(terms.reserve_percent), terms.reserve_days)
      : texts.earnings.noReserve,
  ];
}

const amount = z.string().check(({ value, issues }) => {
  const minor = minorOf(value, "USD");
  if (minor !== undefined && minor >= 0n) return;
  const meant = minor === undefined ? t.didYouMean(suggestionFor(value, "USD")) : undefined;
  issues.push({ code: "custom", message: meant ?? texts.approval.amount, input: value });
});

export const ApprovalForm = z.object({
  enabled: z.enum(["on", "off"]),
  maxPayout: amount,
  maxDay: amount,
  age: wholeUpTo(100_000, texts.approval.count),
  completed: wholeUpTo(100_000, texts.approval.count),
  reason: z.string(),
});
export type ApprovalValues = z.infer<typeof ApprovalForm>;

export const approvalValues = (limits: ApprovalLimits): ApprovalValues => ({
  enabled: limits.enabled ? "on" : "off",
  maxPayout: typedAmount(usd(limits.max_payout)),
  maxDay: typedAmount(usd(limits.max_day)),
  age: String(limits.min_account_age_days),
  completed: String(limits.min_completed_payouts),
  reason: "",
});

const plain = (text: string): string => decimal(cents(minorOf(text, "USD") ?? 0n));

export const approvalBody = (values: ApprovalValues): ApprovalTerms & { reason: string } => ({
  enabled: values.enabled === "on",
  max_payout: plain(values.maxPayout),
  max_day: plain(values.maxDay),
  min_account_age_days: Number(values.age),
  min_completed_payouts: Number(values.completed),
  reason: values.reason.trim(),
});

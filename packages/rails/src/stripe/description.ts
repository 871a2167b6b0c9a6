import type { RailDescription, RailTexts } from "../description.ts";

/** Why banks refuse is in words that all rails share. */
const TEXTS: RailTexts = {
  en: { label: "Stripe", failures: {} },
  de: { label: "Stripe", failures: {} },
  es: { label: "Stripe", failures: {} },
};

export const stripe = {
  name: "stripe",
  label: "Stripe",
  texts: TEXTS,
  description: "Stripe pays to your bank account or debit card. You enter your details at Stripe.",
  preview: false,
  setup: "onboarding",
  fields: [],
  currencies: ["USD"],
  minimum: 1n,
  maximum: 999_999_99n,
  speeds: ["standard", "instant"],
  account: "external_stripe",
  feeAccount: "stripe_fees",
  arrival: { businessDays: 3 },
  webhookHeaders: ["stripe-signature"],
  onePerCreator: true,
  labelOf: ({ accountId }) => (accountId === undefined ? "Stripe" : `Stripe acct_…${accountId.slice(-4)}`),
} as const satisfies RailDescription;

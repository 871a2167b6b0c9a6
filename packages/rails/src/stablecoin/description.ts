import type { RailDescription } from "../description.ts";
import { TEXTS } from "./texts.ts";

export const stablecoin = {
  name: "stablecoin",
  label: "Stablecoin (preview)",
  texts: TEXTS,
  description:
    "Stripe sends USDC to your crypto wallet. You enter the wallet's address at Stripe. A preview: Stripe may still change it.",
  preview: true,
  setup: "onboarding",
  fields: [],
  currencies: ["USD"],
  minimum: 100n,
  maximum: 10_000_00n,
  speeds: ["standard"],
  account: "external_stablecoin",
  feeAccount: undefined,
  arrival: { businessDays: 1 },
  webhookHeaders: ["stripe-signature"],
  onePerCreator: true,
  labelOf: ({ accountId }) =>
    accountId === undefined ? "Stablecoin wallet" : `Stablecoin wallet …${accountId.slice(-4)}`,
} as const satisfies RailDescription;

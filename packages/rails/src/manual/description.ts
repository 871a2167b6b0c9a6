import type { RailDescription, RailTexts } from "../description.ts";

const TEXTS: RailTexts = {
  en: { label: "Bank transfer", failures: {} },
  de: { label: "Banküberweisung", failures: {} },
  es: { label: "Transferencia bancaria", failures: {} },
};

export const manual = {
  name: "manual",
  label: "Bank transfer",
  texts: TEXTS,
  description: "An admin sends the money from the platform's bank by hand.",
  preview: false,
  setup: "fields",
  fields: [
    {
      name: "details",
      label: "Bank details",
      help: "Account holder, bank, account and routing numbers. Only admins see them.",
      type: "text",
      pattern: ".+",
      maxLength: 1_000,
    },
  ],
  currencies: ["USD"],
  minimum: 1n,
  maximum: 100_000_000_00n,
  speeds: ["standard"],
  account: "external_bank",
  feeAccount: undefined,
  arrival: { businessDays: 3 },
  webhookHeaders: [],
  onePerCreator: false,
  labelOf: () => "Bank transfer",
} as const satisfies RailDescription;

import type { RailDescription, RailTexts } from "../description.ts";

const TEXTS: RailTexts = {
  en: {
    label: "Stablecoin (preview)",
    failures: {
      payout_method_declined: "The crypto wallet did not accept the payment.",
      payout_method_amount_limit_exceeded: "The amount is above the limit of the crypto wallet.",
      payout_method_usage_frequency_limit_exceeded: "The crypto wallet was paid too often in a short time.",
      payout_method_expired: "The crypto wallet has to be entered again.",
      payout_method_unsupported: "The crypto wallet does not accept this token.",
      stablecoin_failed: "The payment to the crypto wallet failed.",
      stablecoin_returned: "The payment came back from the crypto wallet.",
      stablecoin_canceled: "The payment to the crypto wallet was canceled.",
    },
  },
  de: {
    label: "Stablecoin (Vorschau)",
    failures: {
      payout_method_declined: "Die Krypto-Wallet hat die Zahlung nicht angenommen.",
      payout_method_amount_limit_exceeded: "Der Betrag liegt über dem Limit der Krypto-Wallet.",
      payout_method_usage_frequency_limit_exceeded:
        "An die Krypto-Wallet wurde in kurzer Zeit zu oft gezahlt.",
      payout_method_expired: "Die Krypto-Wallet muss neu angegeben werden.",
      payout_method_unsupported: "Die Krypto-Wallet nimmt diesen Token nicht an.",
      stablecoin_failed: "Die Zahlung an die Krypto-Wallet ist fehlgeschlagen.",
      stablecoin_returned: "Die Zahlung kam von der Krypto-Wallet zurück.",
      stablecoin_canceled: "Die Zahlung an die Krypto-Wallet wurde abgebrochen.",
    },
  },
  es: {
    label: "Stablecoin (vista previa)",
    failures: {
      payout_method_declined: "El monedero de criptomonedas no aceptó el pago.",
      payout_method_amount_limit_exceeded: "El importe supera el límite del monedero de criptomonedas.",
      payout_method_usage_frequency_limit_exceeded:
        "El monedero de criptomonedas recibió demasiados pagos en poco tiempo.",
      payout_method_expired: "Hay que indicar de nuevo el monedero de criptomonedas.",
      payout_method_unsupported: "El monedero de criptomonedas no acepta este token.",
      stablecoin_failed: "El pago al monedero de criptomonedas ha fallado.",
      stablecoin_returned: "El monedero de criptomonedas devolvió el pago.",
      stablecoin_canceled: "El pago al monedero de criptomonedas se canceló.",
    },
  },
};

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

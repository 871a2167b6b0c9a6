/** Default PLATFORM_CLIENTS: the rights of the example client of docs/EVENTS.md. */
export const DEMO_CLIENTS = {
  demo: {
    TIP_PAID: { direction: "debit", asset: "TOKEN", counterpart: "platform_tokens", max_amount: "1000" },
    TIP: { direction: "credit", asset: "USD", counterpart: "platform_usd", max_amount: "10000" },
    TIP_BACK: { direction: "credit", asset: "TOKEN", counterpart: "platform_tokens", max_amount: "1000" },
  },
} as const;

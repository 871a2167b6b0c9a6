/** What the example client of docs/EVENTS.md may do where nobody said otherwise: PLATFORM_CLIENTS of the demo. */
export const DEMO_CLIENTS = {
  demo: {
    TIP_PAID: { direction: "debit", asset: "TOKEN", counterpart: "platform_tokens", max_amount: "1000" },
    TIP: { direction: "credit", asset: "USD", counterpart: "platform_usd", max_amount: "10000" },
    TIP_BACK: { direction: "credit", asset: "TOKEN", counterpart: "platform_tokens", max_amount: "1000" },
  },
} as const;

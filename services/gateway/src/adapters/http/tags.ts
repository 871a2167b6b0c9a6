/** Sections of the document, in reading order. */
export const TAGS = [
  { name: "streams", description: "Live streams: start, find, join, bill, end." },
  {
    name: "sessions",
    description: "A viewer in a stream: heartbeats while watching, and receipts after it.",
  },
  { name: "cases", description: "A viewer reports a problem with a charge, and the platform answers." },
  { name: "people", description: "The person of the token." },
  { name: "wallet", description: "Balances, every entry, and live events." },
  { name: "earnings", description: "The earnings of a creator." },
  { name: "withdrawals", description: "Earnings on their way to the bank." },
  { name: "payout-methods", description: "Where creators are paid." },
  {
    name: "notifications",
    description: "A person's inbox, and what they are sent by e-mail and push.",
  },
  { name: "admin", description: "Adjustments, rates, payouts, the books." },
  {
    name: "webhooks",
    description: "Signed events: those that we receive, and those that your backend receives.",
  },
  { name: "demo", description: "Only with DEMO=1." },
  { name: "service", description: "Health, and this document." },
] as const;

export type TagName = (typeof TAGS)[number]["name"];

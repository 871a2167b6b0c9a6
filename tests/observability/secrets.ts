/** What must never be read in a log: marked, so that any part of it is found. */
export const SECRET = {
  stripeKey: "sk_test_markedStripeKey5791",
  paymentsSecret: "whsec_markedPaymentsSecret5792",
  payoutsSecret: "whsec_markedPayoutsSecret5793",
  payoutDetails: "DE89370400440532013000 Marked Bank 5794",
  email: "marked.person.5795@secret-domain.example",
  name: "Markedname Zyxwvut",
  idempotencyKey: "marked-idempotency-key-5796",
  forgedToken: "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtYXJrZWQifQ.bWFya2VkU2lnbmF0dXJlNTc5Nw",
} as const;

/** The parts by which a leak shows, also where somebody logged a piece. */
export const MARKS: readonly string[] = [
  "markedStripeKey",
  "markedPaymentsSecret",
  "markedPayoutsSecret",
  "DE8937040044",
  "Marked Bank",
  "marked.person",
  "secret-domain",
  "Markedname",
  "eyJzdWIiOiJtYXJrZWQifQ",
  "bWFya2VkU2lnbmF0dXJl",
];

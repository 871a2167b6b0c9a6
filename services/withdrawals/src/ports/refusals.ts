/** Counts requests that Stripe refused for good, by step and reason. */
export type CountRefusal = (step: "onboarding" | "transfer" | "payout" | "reversal", why: string) => void;

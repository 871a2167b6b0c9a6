export type CountRefusal = (step: "onboarding" | "transfer" | "payout" | "reversal", why: string) => void;

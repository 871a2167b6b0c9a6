export type MethodKind = "stripe" | "manual";
export type MethodState = "onboarding" | "restricted" | "ready";

export interface Method {
  id: string;
  creatorId: string;
  kind: MethodKind;
  state: MethodState;
  isDefault: boolean;
  accountId: string | undefined;
  email: string;
  details: string;
  /** Its account at the payer is closed for good. */
  closedAt: Date | undefined;
  createdAt: Date;
}

/** Where a withdrawal goes: a method, and its account at the payer as it was when this was fixed (empty for `manual`). */
export interface Destination {
  methodId: string;
  account: string;
}

/** What may be shown of a payout method to anybody who may see it. */
export function payoutLabel(kind: MethodKind, accountId: string | undefined): string {
  if (kind === "manual") return "Bank transfer";
  return accountId === undefined ? "Stripe" : `Stripe acct_…${accountId.slice(-4)}`;
}

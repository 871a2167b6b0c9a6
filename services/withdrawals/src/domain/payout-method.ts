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
  createdAt: Date;
}

/** What may be shown of a payout method to anybody who may see it. */
export function payoutLabel(kind: MethodKind, accountId: string | undefined): string {
  if (kind === "manual") return "Bank transfer";
  return accountId === undefined ? "Stripe" : `Stripe acct_…${accountId.slice(-4)}`;
}

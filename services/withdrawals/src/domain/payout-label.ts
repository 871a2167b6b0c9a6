/** What may be shown of a payout method to anybody who may see it. */
export function payoutLabel(kind: "stripe" | "manual", accountId: string | undefined): string {
  if (kind === "manual") return "Bank transfer";
  return accountId === undefined ? "Stripe" : `Stripe acct_…${accountId.slice(-4)}`;
}

import type { OwnBalanceTransaction } from "./wallet.ts";

export interface StripeBalance {
  /** Cents there now, and how much of it moved since `since`. */
  total(accounts: readonly string[], since: Date): Promise<{ cents: bigint; moved: bigint }>;
  ownBalanceTransactions(after: Date): Promise<OwnBalanceTransaction[]>;
}

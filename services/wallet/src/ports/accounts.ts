import type { Asset } from "@metercast/money";
import type { Account } from "../domain/account.ts";

/** Balances, as of now. */
export interface Accounts {
  /** In order of user and asset. */
  of(...userIds: string[]): Promise<Account[]>;
  platformBalances(): Promise<PlatformBalance[]>;
}

export interface PlatformBalance {
  name: string;
  asset: Asset;
  /** Credits minus debits. */
  balance: bigint;
}

import type { Asset } from "@metercast/money";

/** A user's account in one asset, minor units. */
export interface Account {
  asset: Asset;
  posted: bigint;
  held: bigint;
  available: bigint;
  /** Grows with every change of the account. */
  version: bigint;
}

/** An account with the wallet's number for it, by which batches of minutes name it. */
export interface NumberedAccount extends Account {
  account: number;
}

export type Direction = "credit" | "debit";

/** A transfer or a minute, as one account sees it. */
export interface Entry {
  id: string;
  direction: Direction;
  referenceType: string;
  referenceId: string;
  asset: Asset;
  /** Signed minor units. */
  amount: bigint;
  balanceAfter: bigint;
  version: bigint;
  createdAt: Date;
  metadata: Readonly<Record<string, string>>;
}

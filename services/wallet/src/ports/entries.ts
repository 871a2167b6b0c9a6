import type { Asset } from "@metercast/money";

export interface EntryQuery {
  userId: string;
  asset: Asset | undefined;
  /** Empty: all. */
  referenceType: string;
  /** Not before this. */
  from?: Date | undefined;
  /** Before this. */
  to?: Date | undefined;
  /** Only what this stream earned, by its uuid. */
  streamId?: string | undefined;
  limit: number;
  cursor: string;
}

export interface Entry {
  id: string;
  direction: "credit" | "debit";
  referenceType: string;
  referenceId: string;
  asset: Asset;
  /** Signed. */
  amount: bigint;
  balanceAfter: bigint;
  version: bigint;
  createdAt: Date;
  metadata: Record<string, string>;
}

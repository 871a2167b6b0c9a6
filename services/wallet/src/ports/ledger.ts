import type { Asset } from "@metercast/money";
import type { Account } from "../domain/account.ts";
import type { DueMinute } from "../domain/minute.ts";
import type { UserAccount } from "../domain/transfer.ts";
import type { EarningsBooks } from "./earnings-books.ts";
import type { LedgerTransaction } from "./ledger-transaction.ts";

/** The books, for what changes them. */
export interface Ledger {
  /**
   * Runs `work` in one transaction. Postgres may roll it back for a concurrent one and run it again, so
   * `work` decides by business keys only.
   */
  transaction<T>(work: (tx: LedgerTransaction) => Promise<T>): Promise<T>;
  /** Reads in one snapshot, without locks. */
  snapshot<T>(work: (books: EarningsBooks) => Promise<T>): Promise<T>;
  /** Opens the accounts that don't exist yet, and reads all of them. */
  openAccounts(wanted: readonly UserAccount[]): Promise<Account[]>;
  /** Opens the platform's accounts that don't exist yet, such as those of a new rail. */
  openPlatformAccounts(accounts: Readonly<Record<string, Asset>>): Promise<void>;
  /** Posts minutes in one transaction. `answer`: announce the result even where no minute was new. */
  postMinutes(lines: readonly DueMinute[], answer: boolean): Promise<PostedMinutes>;
  /** Adds platform accounts' deltas to their folded balances; gives whether more are left. */
  foldPlatformDeltas(): Promise<boolean>;
}

export interface PostedMinutes {
  paid: number;
  refused: number;
  replayed: number;
  gaps: number;
  /** Minutes of a closed ledger period: never posted. */
  periodClosed: number;
  /** Packed as in wallet.v1.MinutesPosted. */
  lines: Uint8Array;
  creators: Uint8Array;
  /** Minutes that name an account which does not exist: not posted. */
  unknown: readonly DueMinute[];
}

import type { Account } from "../domain/account.ts";
import type { AppliedTransfer } from "../domain/apply-transfers.ts";
import type { KeptPolicy } from "../domain/earnings-policy.ts";
import type { LedgerEvent } from "../domain/events.ts";
import type { Hold, HoldEnd } from "../domain/hold.ts";
import type { ReserveLot } from "../domain/reserve-lot.ts";
import type { BookedMoney, ReversalStep, Reversed } from "../domain/top-up-money.ts";
import type { PostedTransfer, UserAccount } from "../domain/transfer.ts";
import type { EarlierRequest, Rejection, RequestKey, TransferRequest } from "../domain/transfer-request.ts";
import type { ClawbackBooks } from "./clawbacks.ts";
import type { EarningsBooks } from "./earnings-books.ts";

/** A message as its consumer's inbox names it. */
export interface MessageKey {
  consumer: string;
  id: string;
}

/**
 * Rows of the books in one transaction. Lock order: a hold before its account, TOKEN accounts before USD
 * accounts, each by number.
 */
export interface LedgerTransaction extends EarningsBooks, ClawbackBooks {
  /**
   * Notes a message as handled; false where it was handled before. Waits for a concurrent transaction with
   * it.
   */
  firstTime(message: MessageKey): Promise<boolean>;

  openAccounts(wanted: readonly UserAccount[]): Promise<void>;
  /** The accounts that exist, in lock order. */
  lockAccounts(wanted: readonly UserAccount[]): Promise<Account[]>;
  writeBalances(accounts: readonly Account[]): Promise<void>;

  /** The request with this key, its content compared with `content`. */
  findTransferRequest(key: RequestKey, content: string): Promise<EarlierRequest | undefined>;
  /** A second insert of the same key rolls this transaction back, and it runs again. */
  insertTransferRequest(key: RequestKey, content: string, rejection?: Rejection): Promise<void>;
  /** Rejects a key whatever its content is; false where the key was used before. */
  insertRejection(key: RequestKey, rejection: Rejection): Promise<boolean>;
  /** Appends transfers in order, with deltas for platform accounts. */
  appendTransfers(
    request: Omit<TransferRequest, "transfers">,
    transfers: readonly AppliedTransfer[],
  ): Promise<PostedTransfer[]>;

  findHold(id: string): Promise<Hold | undefined>;
  lockHold(id: string): Promise<Hold | undefined>;
  insertHold(hold: Hold): Promise<void>;
  markHoldEnded(hold: Hold, status: HoldEnd): Promise<void>;

  insertLot(account: bigint, lot: NewLot): Promise<void>;
  /** Its hold ends in the same transaction. */
  markLotEnded(account: bigint, lot: Pick<ReserveLot, "day" | "part">): Promise<void>;

  /** The version that a request made. */
  findEarningsPolicy(requestId: string): Promise<KeptPolicy | undefined>;
  /** A second insert of one version rolls this transaction back, and it runs again. */
  insertEarningsPolicy(policy: KeptPolicy): Promise<void>;

  findTopUpMoney(balanceTransactionId: string): Promise<(BookedMoney & ReversalStep) | undefined>;
  /** The sum over a top-up's balance transactions. */
  sumTopUpMoney(topUpId: string): Promise<Reversed>;
  insertTopUpMoney(money: BookedMoney, step: ReversalStep): Promise<void>;

  appendEvents(events: readonly LedgerEvent[]): Promise<void>;
}

export interface NewLot extends Pick<ReserveLot, "day" | "part" | "releaseOn"> {
  /** Cents that the terms reserved of the day. */
  share: bigint;
  /** What of it is held, and by which hold; undefined: nothing was left. */
  held: { cents: bigint; holdId: string } | undefined;
}

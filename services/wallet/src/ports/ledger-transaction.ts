import type { Account } from "../domain/account.ts";
import type { AppliedTransfer } from "../domain/apply-transfers.ts";
import type { KeptPolicy } from "../domain/earnings-policy.ts";
import type { LedgerEvent } from "../domain/events.ts";
import type { Hold, HoldEnd } from "../domain/hold.ts";
import type { ReserveLot } from "../domain/reserve-lot.ts";
import type { BookedMoney, ReversalStep, Reversed } from "../domain/top-up-money.ts";
import type { PostedTransfer, UserAccount } from "../domain/transfer.ts";
import type {
  EarlierRequest,
  MessageKey,
  Rejection,
  RequestKey,
  TransferRequest,
} from "../domain/transfer-request.ts";
import type { ClawbackBooks } from "./clawbacks.ts";
import type { EarningsBooks } from "./earnings-books.ts";

export type { MessageKey };

/** The headers by which a trace goes on in another process. */
export type Trace = Readonly<Record<string, string>>;

/** A request as it is kept, with the transfers that it makes; none where it is rejected. */
export interface DecidedTransfer {
  request: Omit<TransferRequest, "transfers">;
  content: string;
  rejection?: Rejection;
  transfers: readonly AppliedTransfer[];
}

/**
 * Rows of the books in one transaction. Lock order: a hold before its account, TOKEN accounts before USD
 * accounts, each by number.
 */
export interface LedgerTransaction extends EarningsBooks, ClawbackBooks {
  /**
   * Notes messages as handled; false for each that was handled before. Waits for a concurrent transaction
   * with one.
   */
  firstTimes(messages: readonly MessageKey[]): Promise<boolean[]>;

  openAccounts(wanted: readonly UserAccount[]): Promise<void>;
  findAccounts(wanted: readonly UserAccount[]): Promise<Account[]>;
  /** The accounts that exist, in lock order. */
  lockAccounts(wanted: readonly UserAccount[]): Promise<Account[]>;
  /** The same, but leaves out accounts that another transaction has locked. */
  lockFreeAccounts(wanted: readonly UserAccount[]): Promise<Account[]>;
  writeBalances(accounts: readonly Account[]): Promise<void>;

  /** The requests with these keys, each compared with its `content`. */
  findTransferRequests(
    keys: readonly { key: RequestKey; content: string }[],
  ): Promise<(EarlierRequest | undefined)[]>;
  /** Rejects a key whatever its content is; false where the key was used before. */
  insertRejection(key: RequestKey, rejection: Rejection): Promise<boolean>;
  /**
   * Keeps requests with their transfers, in order, writes the accounts as they are afterwards, and adds
   * deltas for platform accounts. Gives the transfers of each request. A second insert of the same key
   * rolls this transaction back, and it runs again.
   */
  postTransfers(
    decided: readonly DecidedTransfer[],
    accounts: readonly Account[],
  ): Promise<PostedTransfer[][]>;

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

  /** `traces`: the trace of each event. Otherwise all go with the active one. */
  appendEvents(events: readonly LedgerEvent[], traces?: readonly Trace[]): Promise<void>;
}

export interface NewLot extends Pick<ReserveLot, "day" | "part" | "releaseOn"> {
  /** Cents that the terms reserved of the day. */
  share: bigint;
  /** What of it is held, and by which hold; undefined: nothing was left. */
  held: { cents: bigint; holdId: string } | undefined;
}

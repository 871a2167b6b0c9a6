import type { Asset } from "@metercast/money";
import type { Account } from "../domain/account.ts";
import type { DueLine } from "../domain/minute.ts";
import type { Movement } from "../domain/templates.ts";
import type { ReversalStep } from "../domain/top-up-money.ts";
import type { Earnings } from "./earnings.ts";
import type { Entry, EntryQuery } from "./entries.ts";
import type { DecidedMinute } from "./minutes.ts";

/** The books. Every method is one transaction; each fails with a MetercastError or with the database's own error. */
export interface Ledger {
  /** Gives the accounts, opening those that don't exist; in the order asked for. */
  openAccounts(wanted: readonly { userId: string; asset: Asset }[]): Promise<Account[]>;
  accountsOf(...userIds: string[]): Promise<Account[]>;
  /** Posts minutes; see PostedMinutes. `answer`: tell others even where nothing was new. */
  postMinutes(lines: readonly DueLine[], answer: boolean): Promise<PostedMinutes>;
  minutesOf(session: string, fromMinute: number, limit: number): Promise<DecidedMinute[]>;
  /** Posts a request's movements once; a request seen before gives its first answer. */
  postTransfer(request: TransferRequest): Promise<TransferAnswer>;
  /** Answers a client's message with a refusal that its rules or its form demand; an id that was answered before is in conflict. */
  refuseTransfer(refusal: RefusedRequest): Promise<void>;
  /** Books a balance transaction of a refund or dispute, once by its id. @throws account_not_found, idempotency_conflict */
  moveTopUpMoney(moved: TopUpMoney): Promise<ReversalStep & { replayed: boolean }>;
  holds(ids: readonly string[]): Promise<HoldState[]>;
  platformBalances(): Promise<{ name: string; asset: Asset; balance: bigint }[]>;
  placeHold(hold: NewHold): Promise<HoldState>;
  /** Ends a hold: posts or voids it. Ended in the same way before: its state again. hold_not_found, hold_posted, hold_voided. */
  endHold(holdId: string, how: "post" | "void"): Promise<HoldState>;
  entries(query: EntryQuery): Promise<{ entries: Entry[]; nextCursor: string }>;
  earnings(creatorId: string, streams: readonly string[], since: readonly Date[]): Promise<Earnings>;
}

export interface PostedMinutes {
  paid: number;
  refused: number;
  replayed: number;
  gaps: number;
  /** Lines of a part of the ledger that is closed: never posted. */
  tooOld: number;
  /** Packed as in wallet.v1.MinutesPosted. */
  lines: Uint8Array;
  creators: Uint8Array;
  /** Lines that name an account which does not exist: not posted. */
  unknown: readonly DueLine[];
}

export interface TransferRequest {
  /** Business key, first part: who asks. */
  source: string;
  /** Business key, second part. */
  requestId: string;
  movements: readonly Movement[];
  referenceType: string;
  referenceId: string;
  reason: string;
  actorId: string;
  /** Whether a refusal is an answer for ever (a client's event), or may be asked again (a person's call). */
  keepRefusal: boolean;
  /** Set where a message asked: its inbox key, handled in the same transaction. */
  message?: { consumer: string; id: string };
}

/** What became of a request. A refusal carries a stable error code. */
export type TransferAnswer =
  | { outcome: "posted"; transferId: string; accounts: Account[]; createdAt: Date; replayed: boolean }
  | {
      outcome: "refused";
      code: "insufficient_balance" | "limit_exceeded" | "idempotency_conflict" | "forbidden";
    };

export interface RefusedRequest {
  source: string;
  requestId: string;
  code: "forbidden" | "limit_exceeded" | "invalid_request";
  detail: string;
  /** The refusal is the request's answer for ever. */
  keep: boolean;
  message: { consumer: string; id: string };
}

/** A balance transaction by which money of a top-up left Stripe's balance or came back. */
export interface TopUpMoney {
  balanceTransactionId: string;
  /** The refund or dispute. */
  sourceId: string;
  topUpId: string;
  userId: string;
  /** The top-up as it was booked. */
  tokens: bigint;
  cents: bigint;
  /** As Stripe's balance changes: below zero leaves. */
  amountCents: bigint;
  /** What Stripe keeps besides; below zero: gives back. */
  feeCents: bigint;
}

export interface NewHold {
  id: string;
  userId: string;
  asset: Asset;
  amount: bigint;
  referenceType: string;
  referenceId: string;
}

export interface HoldState extends NewHold {
  status: "held" | "posted" | "voided";
  transferId: string | undefined;
  account: Account;
}

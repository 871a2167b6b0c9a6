import type { SearchHit } from "@metercast/contracts/common/v1/search.ts";
import type { Asset } from "@metercast/money";
import type { IntegrityRun } from "@metercast/runtime";
import type { Account } from "./domain/account.ts";
import type { DueLine } from "./domain/minute.ts";
import type { Movement } from "./domain/templates.ts";
import type { ReversalStep } from "./domain/top-up-money.ts";

export type { IntegrityRun, SearchHit };

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

/** What is only read: statements, charts, and what an id names. */
export interface History {
  /** What a viewer has, and how far each session is paid beyond what is known, as of one moment. */
  standing(userId: string, sessions: readonly { session: string; paidMinutes: number }[]): Promise<Standing>;
  /** @throws invalid_request for a cursor that is none */
  statement(query: StatementQuery): Promise<Statement>;
  /** In order; times in which nothing was earned are left out. */
  earningsSeries(query: SeriesQuery): Promise<EarningsPoint[]>;
  /** Newest streams first. @throws invalid_request for a cursor that is none */
  streamEarnings(query: StreamEarningsQuery): Promise<{ rows: StreamEarningsRow[]; nextCursor: string }>;
  search(query: string): Promise<SearchHit[]>;
}

/** The check of the books. */
export interface Integrity {
  /** `whole`: every line that is still there is read, not only those after the last closed part. */
  run(now: Date, scope: { whole: boolean }): Promise<IntegrityRun>;
  last(): Promise<IntegrityRun | undefined>;
  /** The last run where it still counts, else a new one. */
  current(now: Date): Promise<IntegrityRun>;
}

/** What is counted of minutes, by whichever door they came. */
export interface MinuteMetrics {
  posted(
    batch: Omit<PostedMinutes, "lines" | "creators" | "unknown">,
    putAside: number,
    seconds: number,
  ): void;
  /** From the commit of a batch in billing to its posting, in seconds. */
  delay(seconds: number): void;
}

/** Tells the relay that something was committed. */
export interface Announcer {
  kick(): void;
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

export interface DecidedMinute {
  minute: number;
  paid: boolean;
  tokens: bigint;
  balanceAfter: bigint;
  postedAt: Date;
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

export interface Earnings {
  totalCents: bigint;
  totalMinutes: bigint;
  centsSince: bigint[];
  streams: { stream: string; minutes: bigint; cents: bigint }[];
  account: Account | undefined;
}

export interface Standing {
  availableTokens: bigint;
  /** In the order asked for. */
  paidMinutes: number[];
}

export interface StatementQuery {
  userId: string;
  asset: Asset;
  from: Date;
  /** Not part of it. */
  to: Date;
  limit: number;
  cursor: string;
}

export interface Statement {
  openingBalance: bigint;
  closingBalance: bigint;
  /** Per reference type over the whole statement: with them the opening balance becomes the closing one. */
  sums: { referenceType: string; amount: bigint }[];
  /** Oldest first. */
  entries: Entry[];
  nextCursor: string;
}

export interface SeriesQuery {
  creatorId: string;
  interval: "hour" | "day" | "month";
  from: Date;
  to: Date;
  stream: string | undefined;
}

export interface EarningsPoint {
  start: Date;
  minutes: bigint;
  cents: bigint;
}

export interface StreamEarningsQuery {
  creatorId: string;
  from: Date;
  to: Date;
  byDay: boolean;
  limit: number;
  cursor: string;
}

export interface StreamEarningsRow {
  stream: string;
  /** Its start; undefined where rows are per stream. */
  day: Date | undefined;
  minutes: bigint;
  cents: bigint;
}

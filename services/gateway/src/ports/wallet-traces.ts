import type { Asset } from "@metercast/money";

/** Follows money through the ledger. */
export interface WalletTraces {
  /**
   * A debit of a creator, with what earned it. `id`: a transfer's or a hold's.
   * @throws not_found, hold_not_found
   */
  traceDebit(request: TraceDebit): Promise<TracedDebit>;
  /** The minutes of sessions that earned a debit on one day (UTC). @throws not_found, hold_not_found */
  traceMinutes(request: TraceMinutes): Promise<TracedMinute[]>;
  /** What the tokens of a top-up paid. `topUpId`: its Checkout session. @throws not_found */
  traceTopUp(request: { topUpId: string; cursor: string | undefined }): Promise<TracedTopUp>;
}

export interface TraceMinutes {
  /** A transfer's or a hold's. */
  id: string;
  /** Its start. */
  day: Date;
  /** At most 100, with how many of their minutes are looked at: at most 20,000. */
  sessions: readonly { sessionId: string; minutes: number }[];
}

export interface TracedMinute {
  sessionId: string;
  minute: number;
  viewerId: string;
  tokens: bigint;
  cents: bigint;
  postedAt: Date;
  /** The debit spends only a part of the posting that the minute is in. */
  shared: boolean;
}

export interface TracedTopUp {
  userId: string;
  tokens: bigint;
  transfers: TracedTransfer[];
  paid: PaidMinutes[];
  /** Tokens that were spent otherwise, or in a time that is archived. */
  unknown: bigint;
  /** Cents, as it is now. */
  clawbacks: { creatorId: string; taken: bigint; debt: bigint; absorbed: bigint }[];
  /** Lost tokens that paid no creator's minute, as it is now. */
  untraced: bigint;
  nextCursor: string | undefined;
}

/** What a stream's minutes of one day got of the tokens, and what these earned. */
export interface PaidMinutes {
  creatorId: string;
  streamId: string;
  day: Date;
  minutes: bigint;
  tokens: bigint;
  cents: bigint;
}

export interface TraceDebit {
  id: string;
  /** Payout attempts, at most 100, whose transfers are returned too. */
  attemptIds: readonly string[];
  cursor: string | undefined;
}

export interface TracedDebit {
  userId: string;
  amount: bigint;
  hold: TracedHold | undefined;
  transfers: TracedTransfer[];
  /** Undefined: no money left a creator's account. */
  funding: Funding | undefined;
}

export interface TracedHold {
  id: string;
  amount: bigint;
  referenceType: string;
  referenceId: string;
  heldAt: Date;
}

export interface TracedTransfer {
  id: string;
  /** "creator:<id>", "viewer:<id>" or a platform account. */
  from: string;
  to: string;
  asset: Asset;
  amount: bigint;
  referenceType: string;
  referenceId: string;
  reason: string;
  actorId: string;
  createdAt: Date;
  /** Of a payout's result: "<attempt id>:<result>". */
  requestId: string;
}

/** A page of what earned a debit; cents. */
export interface Funding {
  total: bigint;
  streams: { streamId: string; day: Date; minutes: bigint; cents: bigint }[];
  others: FundingTransfer[];
  /** Not posted yet: what it would spend now. */
  provisional: boolean;
  nextCursor: string | undefined;
}

export interface FundingTransfer {
  transferId: string;
  referenceType: string;
  cents: bigint;
  at: Date;
  actorId: string;
  reason: string;
}

import type { Asset } from "@metercast/money";
import type { Account, Entry, NumberedAccount } from "../domain/account.ts";
import type { AdjustmentTerms } from "../domain/act.ts";
import type { Availability, EarningsPolicy, EarningsTerms } from "../domain/availability.ts";
import type { IntegrityCheck } from "../domain/payouts.ts";
import type { Period } from "../domain/period.ts";
import type { CreatorFunds } from "../domain/queue.ts";
import type { StreamEarnings } from "../domain/stream.ts";
import type { CallOptions, Page, PageRequest } from "./calls.ts";
import type { Search } from "./search.ts";
import type { WalletTraces } from "./wallet-traces.ts";

/** Balances, entries and earnings. Every call has a deadline and fails with a MetercastError. */
export interface Wallet extends Search, WalletTraces {
  /** The accounts that the user has; none before their first entry. */
  getBalances(userId: string, options?: CallOptions): Promise<readonly NumberedAccount[]>;
  /** Newest first. */
  listEntries(request: ListEntries): Promise<Page<Entry>>;
  getStatement(request: GetStatement): Promise<Statement>;
  /** What was posted before each of these times, which ascend. */
  getBalanceHistory(request: { userId: string; asset: Asset; times: Date[] }): Promise<bigint[]>;
  /** At most 400 days. @throws too_old */
  getStatementTotals(request: GetStatementTotals): Promise<StatementTotals>;
  getEarnings(request: GetEarnings): Promise<Earnings>;
  /** Zeros before the first earnings. */
  getAvailability(creatorId: string): Promise<Availability>;
  /** Of at most a hundred creators. */
  listCreatorFunds(
    creatorIds: readonly string[],
    options?: CallOptions,
  ): Promise<ReadonlyMap<string, CreatorFunds>>;
  /** Newest first, with the platform's in force. */
  listEarningsPolicies(request: PageRequest & { creatorId: string | undefined }): Promise<EarningsPolicies>;
  /** Whether terms make money available earlier than those in force; undefined: the platform's. */
  judgeEarningsTerms(creatorId: string | undefined, terms: EarningsTerms): Promise<boolean>;
  /** Once by its key. @throws second_admin_required */
  setEarningsPolicy(request: SetEarningsPolicy): Promise<EarningsPolicy & { id: string }>;
  /** All paid minutes per hour since a whole hour, at most two days ago; only hours with minutes. */
  getHourlyTotals(from: Date, options?: CallOptions): Promise<HourlyTotals[]>;
  /** What the platform's accounts hold, credits minus debits. */
  getPlatformBalances(options?: CallOptions): Promise<{ asset: Asset; balance: bigint }[]>;
  /** One for each start. */
  sumEarnings(request: SumEarnings): Promise<EarningsPoint[]>;
  /** Newest streams first. */
  listStreamEarnings(request: ListStreamEarnings): Promise<Page<StreamEarningsRow>>;
  /** A transfer by hand, once by its key. @throws insufficient_balance, account_not_found */
  postAdjustment(request: PostAdjustment): Promise<PostedAdjustment>;
  /** Whose tokens paid a session; `topUpId` is a Checkout session's, or empty for other tokens. */
  traceSession(sessionId: string): Promise<{ topUpId: string; tokens: bigint }[]>;
  /** The minutes of a session from a number on, in its order. */
  listMinutes(request: { sessionId: string; fromMinute: number }): Promise<PostedMinute[]>;
  getIntegrity(
    request: { runNow: boolean; whole: boolean },
    options?: CallOptions,
  ): Promise<{ checkedAt: Date | undefined; checks: IntegrityCheck[] }>;
}

/** Undefined: any. */
export interface ListEntries extends PageRequest {
  userId: string;
  asset: Asset | undefined;
  referenceType: string | undefined;
  from: Date | undefined;
  to: Date | undefined;
  streamId: string | undefined;
}

export interface GetStatement extends PageRequest {
  userId: string;
  asset: Asset;
  period: Period;
}

/** A page of entries, oldest first; balances and sums are of the whole period on every page. */
export interface Statement {
  openingBalance: bigint;
  closingBalance: bigint;
  sums: { referenceType: string; amount: bigint }[];
  entries: Entry[];
  nextCursor: string | undefined;
}

export interface GetStatementTotals extends Omit<GetStatement, "limit" | "cursor"> {
  /** Its calendar cuts the months. */
  zone: string;
}

export interface StatementTotals {
  openingBalance: bigint;
  closingBalance: bigint;
  /** The opening balance and these make the closing balance. */
  months: { month: string; referenceType: string; minutes: bigint; amount: bigint }[];
  /** The 500 with most minutes. */
  streams: { streamId: string; minutes: bigint; amount: bigint }[];
  /** Oldest first, at most 1,000. */
  transfers: Entry[];
  moreTransfers: boolean;
}

export interface GetEarnings {
  creatorId: string;
  /** The streams to report one by one. */
  streamIds: string[];
  /** The moments since which to report a sum each. */
  since: Date[];
}

export interface Earnings {
  totalCents: bigint;
  totalMinutes: bigint;
  /** In the order of `since`. */
  centsSince: bigint[];
  streams: (StreamEarnings & { streamId: string })[];
  /** Undefined before the first earnings. */
  account: Account | undefined;
}

/** Stretches of time, ascending and at whole quarters of an hour: each ends where the next one starts. */
export interface SumEarnings {
  creatorId: string;
  /** At most 1,500. */
  starts: Date[];
  /** The end of the last one. */
  to: Date;
  /** Undefined: all streams. */
  streamId: string | undefined;
}

export interface EarningsPoint extends StreamEarnings {
  start: Date;
}

export interface HourlyTotals extends EarningsPoint {
  /** What viewers paid. */
  tokens: bigint;
}

export interface ListStreamEarnings extends PageRequest {
  creatorId: string;
  period: Period;
  /** A row per stream and day instead of one per stream. */
  byDay: boolean;
}

export interface StreamEarningsRow extends StreamEarnings {
  streamId: string;
  day: Date | undefined;
}

export interface PostAdjustment {
  key: string;
  terms: AdjustmentTerms;
  reason: string;
  actorId: string;
}

export interface PostedAdjustment {
  transferId: string;
  createdAt: Date;
  /** The user's account after it. */
  account: Account | undefined;
}

export interface EarningsPolicies extends Page<EarningsPolicy> {
  platform: EarningsPolicy;
}

export interface SetEarningsPolicy {
  key: string;
  creatorId: string | undefined;
  terms: EarningsTerms;
  reason: string;
  actorId: string;
  confirmedBy: string | undefined;
}

/** A minute of a session as the wallet decided it. */
export interface PostedMinute {
  minute: number;
  paid: boolean;
  tokens: bigint;
  balanceAfter: bigint;
  postedAt: Date;
}

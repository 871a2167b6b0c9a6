import type { Asset } from "@metercast/money";
import type { Account, Entry, NumberedAccount } from "../domain/account.ts";
import type { AdjustmentTerms } from "../domain/act.ts";
import type { Availability, EarningsPolicy, EarningsTerms } from "../domain/availability.ts";
import type { IntegrityCheck } from "../domain/payouts.ts";
import type { Interval, Period } from "../domain/period.ts";
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
  getEarnings(request: GetEarnings): Promise<Earnings>;
  /** Zeros before the first earnings. */
  getAvailability(creatorId: string): Promise<Availability>;
  /** Newest first, with the platform's in force. */
  listEarningsPolicies(request: PageRequest & { creatorId: string | undefined }): Promise<EarningsPolicies>;
  /** Whether terms make money available earlier than those in force; undefined: the platform's. */
  judgeEarningsTerms(creatorId: string | undefined, terms: EarningsTerms): Promise<boolean>;
  /** Once by its key. @throws second_admin_required */
  setEarningsPolicy(request: SetEarningsPolicy): Promise<EarningsPolicy & { id: string }>;
  /** Only intervals with earnings. */
  getEarningsSeries(request: GetEarningsSeries): Promise<EarningsPoint[]>;
  /** Newest streams first. */
  listStreamEarnings(request: ListStreamEarnings): Promise<Page<StreamEarningsRow>>;
  /** A transfer by hand, once by its key. @throws insufficient_balance, account_not_found */
  postAdjustment(request: PostAdjustment): Promise<PostedAdjustment>;
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

export interface GetEarningsSeries {
  creatorId: string;
  interval: Interval;
  period: Period;
  streamId: string | undefined;
}

export interface EarningsPoint extends StreamEarnings {
  start: Date;
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

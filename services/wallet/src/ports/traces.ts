import type { Asset } from "@metercast/money";
import type { Credit, FundingOther, FundingStream } from "../domain/funding.ts";
import type { Hold } from "../domain/hold.ts";

/** Reads for following money through the books; each call reads a bounded number of rows by an index. */
export interface Traces {
  findTransfer(id: string): Promise<TracedTransfer | undefined>;
  /** The transfers of requests, in the order in which they were posted. */
  transfersOf(requests: readonly { source: string; requestId: string }[]): Promise<TracedTransfer[]>;
  findHold(id: string): Promise<(Hold & { createdAt: Date; endedAt: Date | undefined }) | undefined>;
  /** All that left a creator's account by versions below this one. */
  debitedBefore(account: bigint, version: bigint): Promise<bigint>;
  /** All that a creator's account had received up to and with a version. */
  creditedUpTo(account: bigint, version: bigint): Promise<bigint>;
  /** The credit of a creator's account at a version; undefined where the version is no credit. */
  creditAt(account: bigint, version: bigint): Promise<Credit | undefined>;
  /** Postings strictly between two versions, summed up by stream and day. */
  streamsBetween(account: bigint, after: bigint, before: bigint): Promise<FundingStream[]>;
  /** Transfers to the account strictly between two versions, oldest first. */
  othersBetween(
    account: bigint,
    after: bigint,
    before: bigint,
    limit: number,
  ): Promise<(FundingOther & { version: bigint })[]>;
  /** The minutes of sessions whose postings to the account lie between two versions, on one day (UTC). */
  minutesOf(query: MinutesQuery): Promise<TracedMinute[]>;
}

export interface MinutesQuery {
  account: bigint;
  first: bigint;
  last: bigint;
  /** Its start. */
  day: Date;
  /** With how many of their minutes are looked at. */
  sessions: readonly { session: string; minutes: number }[];
}

export interface TracedMinute {
  session: string;
  minute: number;
  viewer: string;
  tokens: bigint;
  cents: bigint;
  at: Date;
  /** Of its posting. */
  version: bigint;
}

/** A transfer with both of its sides as events name them. */
export interface TracedTransfer {
  id: string;
  source: string;
  requestId: string;
  asset: Asset;
  amount: bigint;
  /** "viewer:<id>", "creator:<id>" or a platform account. */
  from: string;
  to: string;
  /** Of a user's account that it took money from. */
  debit: { account: bigint; version: bigint; userId: string } | undefined;
  /** The user on either side; empty for a transfer between the platform's accounts. */
  userId: string;
  referenceType: string;
  referenceId: string;
  reason: string;
  actorId: string;
  createdAt: Date;
}

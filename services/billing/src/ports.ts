import type { AnyEvent } from "@metercast/contracts";
import type { MinutesDue } from "@metercast/contracts/billing/v1/events.ts";
import type { SearchHit } from "@metercast/contracts/common/v1/search.ts";
import type { MinutesPosted } from "@metercast/contracts/wallet/v1/events.ts";
import type { Logger, TraceHeaders } from "@metercast/runtime";
import type { RateCard, RateScope } from "./domain/rates.ts";
import type { EndReason, Session } from "./domain/session.ts";
import type { Stream } from "./domain/stream.ts";

export type { Clock } from "@metercast/runtime";
export type { Logger, SearchHit, TraceHeaders };

/** A page: what comes after `cursor`, at most `limit`. */
export interface Page {
  limit: number;
  cursor: string;
}
export interface Paged<T> {
  items: T[];
  /** Empty where there are no more. */
  nextCursor: string;
}

export interface StreamStore {
  find(id: string): Promise<Stream | undefined>;
  /** Those that exist, in no order. */
  findAll(ids: readonly string[]): Promise<Stream[]>;
  /** Live ones first, then newest first. @throws invalid_request for a cursor that is none */
  list(page: Page, creatorId: string): Promise<Paged<Stream>>;
  /** Open sessions of each stream that has any, and what they earn a minute. */
  audience(ids: readonly string[]): Promise<Map<string, { viewers: number; centsPerMinute: number }>>;
  live(): Promise<Live>;
  /** Ended streams whose sessions are not all ended yet, oldest first. */
  ending(limit: number): Promise<Stream[]>;
}

/** What is going on over all streams: open sessions, and what they pay and earn a minute. */
export interface Live {
  streams: number;
  viewers: number;
  tokensPerMinute: bigint;
  creatorCentsPerMinute: bigint;
}

export interface SessionStore {
  find(id: string): Promise<Session | undefined>;
  /** The viewer's newest session in a stream that opened. */
  newest(viewerId: string, streamId: string): Promise<Session | undefined>;
  /** Newest first; those still joining are not in it. */
  list(page: Page, viewerId: string, streamId: string): Promise<Paged<Session>>;
  active(viewerId: string): Promise<Session[]>;
  /** Deletes sessions that began to open before `before` and never opened. */
  dropJoining(before: number): Promise<number>;
  integrity(seenBefore: number): Promise<Integrity>;
}

export interface Integrity {
  sessions: bigint;
  unansweredMinutes: bigint;
  paidMinutes: bigint;
  contradictions: bigint;
  tokensCharged: bigint;
}

export interface RateStore {
  /** All newest cards that could count for these streams: theirs, their creators', the platform's. */
  current(streams: readonly { id: string; creatorId: string }[]): Promise<RateCard[]>;
  list(page: Page): Promise<Paged<RateCard>>;
}

export interface NewSessionRow {
  id: string;
  partition: number;
  stream: Stream;
  viewerId: string;
  rate: RateCard;
  minuteMs: number;
  startedAt: number;
}

/** One database transaction. Effects and their events commit together. */
export interface Transaction {
  append(events: readonly AnyEvent[]): Promise<void>;
  /** All changes to a viewer's open sessions stand in line behind this. */
  lockViewer(viewerId: string): Promise<void>;
  /** The stream, which can't end before this transaction does. */
  shareStream(id: string): Promise<Stream | undefined>;
  /** The stream, for ending it. */
  lockStream(id: string): Promise<Stream | undefined>;
  currentRates(stream: { id: string; creatorId: string }): Promise<RateCard[]>;
  /** Starts of one creator's streams wait for each other, so that they count each other. */
  lockCreator(creatorId: string): Promise<void>;
  /** The creator's live streams, counted up to `most`. */
  liveStreams(creatorId: string, most: number): Promise<number>;
  /** False where that creator used the key before; then `streamByKey` has the stream. */
  insertStream(stream: Stream, idempotencyKey: string): Promise<boolean>;
  streamByKey(creatorId: string, idempotencyKey: string): Promise<Stream | undefined>;
  endStream(id: string, at: number, by: string): Promise<void>;
  /** Ends up to `limit` open sessions of an ended stream. Gives those that it ended. */
  endSessionsOf(stream: Stream, limit: number): Promise<Session[]>;
  sessionsEnded(streamId: string): Promise<void>;
  /** The viewer's session in the stream that is joining or active. */
  openSession(viewerId: string, streamId: string): Promise<Session | undefined>;
  /** The viewer's active sessions. */
  countActive(viewerId: string): Promise<number>;
  /** The viewer's sessions with a creator that ended at or after `since` and left something that nobody took over, oldest first; at most 1,000. */
  unpaidSessions(viewerId: string, creatorId: string, since: number): Promise<Session[]>;
  /** Notes that a session took over what these left unpaid. */
  carryOn(from: readonly string[], to: string): Promise<void>;
  insertJoining(row: NewSessionRow): Promise<Session>;
  /** What a minute costs in each of the viewer's active sessions and in those that began to open no later than `sequence`. */
  pricesUpTo(viewerId: string, sequence: number): Promise<number[]>;
  /** Of a session that is joining (under the viewer's lock). */
  activate(id: string, accounts: { viewer: bigint; creator: bigint }, carriedMs: number): Promise<Session>;
  /** Deletes it if it is still joining. */
  drop(id: string): Promise<void>;
  /** Versions of one scope are given out one after the other. */
  lockRateScope(scope: RateScope, scopeId: string): Promise<void>;
  rateByKey(createdBy: string, idempotencyKey: string): Promise<RateCard | undefined>;
  newestRate(scope: RateScope, scopeId: string): Promise<RateCard | undefined>;
  insertRate(card: RateCard, idempotencyKey: string): Promise<void>;
}

export interface Store {
  streams: StreamStore;
  sessions: SessionStore;
  rates: RateStore;
  search(query: string): Promise<SearchHit[]>;
  /** Runs `work` in one transaction, again where Postgres rolled it back for another's sake. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
}

export interface Wallet {
  /** Opens what does not exist. @throws unavailable */
  openAccounts(
    viewerId: string,
    creatorId: string,
  ): Promise<{ viewerAccount: bigint; available: bigint; creatorAccount: bigint }>;
  /** What a viewer has, and how far each session is paid, as of one moment; in the order asked for. @throws unavailable */
  standing(
    viewerId: string,
    sessions: readonly { id: string; minutesBilled: number }[],
  ): Promise<{ available: bigint; paid: number[] }>;
  /** What viewers have available, of at most 100; without those who have no account. @throws unavailable */
  tokensOf(viewerIds: readonly string[]): Promise<Map<string, bigint>>;
  /** @throws unavailable: then the outcome is unknown */
  postMinutes(due: MinutesDue): Promise<MinutesPosted>;
}

/** Another replica of billing. */
export interface Peers {
  bill(address: string, request: PeerRequest): Promise<{ session: Session; tokensChargedNow: bigint }>;
  leave(address: string, request: PeerRequest): Promise<Session>;
}
export interface PeerRequest {
  sessionId: string;
  viewerId: string;
  seenAt: number;
  byMedia?: boolean;
}

export type { Wakeable as Relay } from "@metercast/runtime";

/** What the meter writes lazily about a session. */
export interface MeterRow {
  id: string;
  lastSeenAt: number;
  emitted: number;
  paid: number;
  refusedMinute: number;
  settled: boolean;
  /** As in Session. */
  mediaFrom: number | undefined;
}
export interface EndRow extends MeterRow {
  endedAt: number;
  endReason: EndReason;
  silentMs: number;
}

export interface PartitionRow {
  partition: number;
  owner: string | undefined;
  ownerAddress: string | undefined;
  checkpoint: Checkpoint;
}
/** Broker's times up to which the rows hold everything. */
export interface Checkpoint {
  presence: number;
  results: number;
}

/** Thrown where a replica writes for a partition that another holds by now. */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";
  readonly partitions: readonly number[];
  constructor(partitions: readonly number[]) {
    super(`the lease of partition ${partitions.join(", ")} is held by another`);
    this.partitions = partitions;
  }
}

/** The meter's tables. What takes `owner` checks in its own transaction that the owner holds the partitions. @throws LeaseLost */
export interface MeterStore {
  /** Frees what an earlier process at the same address held: it is dead, or this one could not listen there. */
  succeed(replica: string, address: string): Promise<void>;
  /** Says that the replica lives; gives how many do. */
  beat(replica: string, address: string): Promise<number>;
  renew(replica: string): Promise<number[]>;
  claim(replica: string, address: string, atMost: number): Promise<PartitionRow[]>;
  release(replica: string, partitions: readonly number[]): Promise<void>;
  partitions(): Promise<PartitionRow[]>;
  /** Sessions of a partition that are open or not settled, in order of their ids after `after`. */
  load(partition: number, after: string, limit: number): Promise<Session[]>;
  sessions(ids: readonly string[]): Promise<Session[]>;
  /** Sessions that opened or ended at or after `since` (the database's clock; undefined: none), in that order, and the database's time now. */
  changed(
    partitions: readonly number[],
    since: number | undefined,
    limit: number,
  ): Promise<{ sessions: Session[]; lastChangedAt: number; now: number }>;
  /** A session as it stands, and when its stream ended, if it has. */
  standing(id: string): Promise<{ session: Session; streamEndedAt: number | undefined } | undefined>;
  /**
   * Appends one batch of due minutes. The streams can't end before it commits; where one of them has ended, nothing is written and it is given back.
   */
  emit(
    owner: string,
    partitions: readonly number[],
    streams: readonly string[],
    due: MinutesDue,
  ): Promise<Map<string, number>>;
  /** Ends sessions that are active, with their events. Gives those it ended and, for the others, how they stand. */
  end(owner: string, rows: readonly EndRow[]): Promise<{ ended: Session[]; others: Session[] }>;
  flush(owner: string, rows: readonly MeterRow[]): Promise<void>;
  checkpoint(owner: string, partitions: readonly number[], at: Checkpoint): Promise<void>;
}

/** One message of a log. */
export interface LogMessage<T> {
  message: T;
  trace: TraceHeaders;
  /** When the broker took it (ms). */
  at: number;
}

export interface LogState {
  /** The broker's time of the last message read. */
  positionAt: number;
  /** Up to here (our clock) everything that was published has been read; 0 while that is unknown. */
  readUpTo: number;
  /** For how long (monotonic ms) that has been so without a break; 0 while it is not. */
  atEndForMs: number;
  /** Messages not read yet. */
  backlog: number;
}

/** A log that is read again from any time without harm. */
export interface LogReader {
  /** Reads on from an earlier time (broker's clock, ms). */
  rewind(from: number): void;
  state(): LogState;
  stop(): Promise<void>;
}

export interface LogHandler<T> {
  /** Reading has begun anew, from this time on; nothing was delivered from it yet. */
  opened(from: number): void;
  message(message: LogMessage<T>): Promise<void>;
}

/** What is counted. */
export interface Metrics {
  emitted(lines: number): void;
  answered(outcome: "paid" | "refused" | "gap" | "too_old"): void;
  /** A minute was paid or refused so long after it had become due (seconds). */
  decided(seconds: number): void;
  batch(lines: number): void;
  flushed(rows: number): void;
  ended(reason: EndReason): void;
  /** Called whenever the metrics are read. */
  observe(read: () => Gauges): void;
}
export interface Gauges {
  /** In memory: open, or ended and not settled. */
  sessions: number;
  unansweredMinutes: number;
  /** For how long the oldest of them has been due. */
  oldestUnansweredSeconds: number;
  lagSeconds: number;
  backlog: number;
  partitions: number;
}

import type { AnyEvent } from "@metercast/contracts";
import type { RateCard, RateScope } from "../domain/rates.ts";
import type { Session } from "../domain/session.ts";
import type { Stream } from "../domain/stream.ts";
import type { SpendingReads, SpendingWrites } from "./spending-limits.ts";

/** One database transaction. Effects and their events commit together. */
export interface Transaction extends SpendingReads, SpendingWrites {
  append(events: readonly AnyEvent[]): Promise<void>;
  /** Serializes all changes to a viewer's open sessions. */
  lockViewer(viewerId: string): Promise<void>;
  /** The stream, which can't end before this transaction does. */
  shareStream(id: string): Promise<Stream | undefined>;
  /** The stream, for ending it. */
  lockStream(id: string): Promise<Stream | undefined>;
  currentRates(stream: { id: string; creatorId: string }): Promise<RateCard[]>;
  /** Serializes the starts of one creator's streams, so that each counts the others. */
  lockCreator(creatorId: string): Promise<void>;
  /** The creator's live streams, counted up to `most`. */
  liveStreams(creatorId: string, most: number): Promise<number>;
  /** False if that creator used the key before; then `streamByKey` has the stream. */
  insertStream(stream: Stream, idempotencyKey: string): Promise<boolean>;
  streamByKey(creatorId: string, idempotencyKey: string): Promise<Stream | undefined>;
  endStream(id: string, at: number, by: string): Promise<void>;
  /** Ends up to `limit` open sessions of an ended stream; gives the ended ones. */
  endSessionsOf(stream: Stream, limit: number): Promise<Session[]>;
  markSessionsEnded(streamId: string): Promise<void>;
  /** The viewer's session in the stream that is joining or active. */
  openSession(viewerId: string, streamId: string): Promise<Session | undefined>;
  /** The number of the viewer's active sessions. */
  countActive(viewerId: string): Promise<number>;
  /**
   * The viewer's sessions with a creator that ended since `since` and were not carried on, oldest first; at
   * most 1,000.
   */
  unpaidSessions(viewerId: string, creatorId: string, since: number): Promise<Session[]>;
  /** Notes that session `to` takes over what the sessions `from` left unpaid. */
  carryOn(from: readonly string[], to: string): Promise<void>;
  insertJoining(session: NewSession): Promise<Session>;
  /**
   * The price of a minute in each active session of the viewer, and in each that began to open up to
   * `sequence`.
   */
  pricesUpTo(viewerId: string, sequence: number): Promise<number[]>;
  /**
   * Activates a joining session. The caller holds the viewer's lock. `limited`: its minutes are judged by
   * spending limits.
   */
  activate(id: string, accounts: SessionAccounts, carriedMs: number, limited: boolean): Promise<Session>;
  /** Deletes the session if it is still joining. */
  drop(id: string): Promise<void>;
  /** Serializes the versions of one scope. */
  lockRateScope(scope: RateScope, scopeId: string): Promise<void>;
  rateByKey(createdBy: string, idempotencyKey: string): Promise<RateCard | undefined>;
  newestRate(scope: RateScope, scopeId: string): Promise<RateCard | undefined>;
  insertRate(card: RateCard, idempotencyKey: string): Promise<void>;
}

export interface NewSession {
  id: string;
  shard: number;
  stream: Stream;
  viewerId: string;
  rate: RateCard;
  minuteMs: number;
  startedAt: number;
}

/** The wallet's account numbers. */
export interface SessionAccounts {
  viewer: bigint;
  creator: bigint;
}

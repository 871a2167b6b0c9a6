import type { BILLING_CALLERS, CallableBy, WALLET_CALLERS, WITHDRAWALS_CALLERS } from "@metercast/contracts";
import type { BillingServiceService, Session } from "@metercast/contracts/billing/v1/billing.ts";
import type { WalletServiceService } from "@metercast/contracts/wallet/v1/wallet.ts";
import type { WithdrawalsServiceService } from "@metercast/contracts/withdrawals/v1/withdrawals.ts";
import type { Caller, TraceHeaders } from "@metercast/runtime";
import type { MediaStay } from "./domain/media-stay.ts";
import type { PackedSightings } from "./domain/presence-buffer.ts";

/** The services as far as the gateway may call them; every call has a deadline and fails with a MetercastError. */
export type Billing = Caller<CallableBy<"gateway", typeof BillingServiceService, typeof BILLING_CALLERS>>;
export type Wallet = Caller<CallableBy<"gateway", typeof WalletServiceService, typeof WALLET_CALLERS>>;
/** Where no address is configured every call is `unavailable`. */
export type Withdrawals = Caller<
  CallableBy<"gateway", typeof WithdrawalsServiceService, typeof WITHDRAWALS_CALLERS>
>;
export type { Session };

/** Takes sightings for good: resolves when JetStream has them. The same id again is the same message. */
export interface PresenceSink {
  publish(id: string, sightings: PackedSightings): Promise<unknown>;
}

/** What the media server says of one participant. */
export interface MediaEvent {
  kind: "joined" | "left";
  /** The participant's stay: a reconnect has another. */
  sid: string;
  /** The room's own name at the media server: one that is created again has another. */
  roomSid: string;
  streamId: string;
  /** The participant: a viewer, or the stream's creator. */
  viewerId: string;
  /** When it happened: as signed, never later than when it came. Ms. */
  atMs: number;
  /** Left because the same viewer came in again. */
  replaced: boolean;
}

/** The media server closed a room: nobody is in it any more. */
export interface RoomFinished {
  kind: "room_finished";
  roomSid: string;
  streamId: string;
  atMs: number;
}

/**
 * Checks the signature over a body. Undefined: signed, but nothing about a stream of ours.
 * @throws invalid_signature
 */
export type MediaEventReader = (
  body: string,
  signature: string,
) => Promise<MediaEvent | RoomFinished | undefined>;

/** Stays in rooms, by the media server's word; see the table media_stay. */
export interface MediaStays {
  /** Notes an event and answers its stay; undefined where the sid is another viewer's or another stream's. */
  note(event: MediaEvent): Promise<MediaStay | undefined>;
  /** The viewer's stays in a stream. A stay in a room that was closed has ended with it at the latest. */
  of(streamId: string, viewerId: string): Promise<MediaStay[]>;
  /** Whether anybody is in a room of the stream. */
  anyPresent(streamId: string): Promise<boolean>;
  /** Notes that a room was closed. */
  finishRoom(event: RoomFinished): Promise<void>;
  /** Each one's newest stay in a room, in order of their ids after `after`. */
  ofRoom(room: Place, after: string, limit: number): Promise<{ viewerId: string; stay: MediaStay }[]>;
  /** Notes that the join has been acted on, and which session it opened, if any. */
  served(sid: string, openedSessionId: string | undefined): Promise<void>;
  /** Deletes what has expired, in bounded steps. */
  purge(): Promise<number>;
}

/** A room of a stream. */
export interface Place {
  streamId: string;
  roomSid: string;
}

/** Streams without a room or without their creator in it, each with the time at which that ends it; see the table media_absence. */
export interface MediaAbsences {
  /** From now on, for `graceMs`. */
  note(streamId: string, graceMs: number): Promise<void>;
  due(limit: number): Promise<MediaAbsence[]>;
  /** It was acted on. One that was noted again meanwhile stays. */
  done(absence: MediaAbsence): Promise<void>;
}
export interface MediaAbsence {
  streamId: string;
  endAfter: Date;
}

/** A stored answer. */
export interface StoredAnswer {
  status: number;
  body: string;
  headers: Record<string, string>;
}

export type Claim =
  /** `since`: when the key was first taken for this request; `again`: the same request ran before and its answer was not kept; what it did is not known. */
  | { outcome: "run"; leaseId: string; again: boolean; since: Date }
  | { outcome: "replay"; answer: StoredAnswer }
  | { outcome: "running" }
  | { outcome: "conflict" };

/** Answers under (subject, key); see the table idempotency_key. */
export interface IdempotencyStore {
  /** @throws rate_limited where the person has used as many keys as may be kept */
  claim(subject: string, key: string, requestHash: string): Promise<Claim>;
  /** Keeps the answer, unless the lease was taken over in the meantime. */
  complete(subject: string, key: string, leaseId: string, answer: StoredAnswer): Promise<void>;
  /** Gives the lease back without an answer, so that the same request may run again at once. */
  release(subject: string, key: string, leaseId: string): Promise<void>;
  /** As if the key had never come: nothing was done under it. */
  forget(subject: string, key: string, leaseId: string): Promise<void>;
  /** Deletes what has expired, in bounded steps. */
  purge(): Promise<number>;
}

export interface AuditRecord {
  actor: string;
  action: string;
  objectType: string;
  objectId: string;
  requestId: string;
  /** JSON without secrets. */
  detail: Record<string, unknown>;
  /** The same request run twice writes one row. */
  dedupKey: string;
}

/** What somebody is about to do, as far as it is known before: a new object has no id yet. */
export type AuditIntent = Omit<AuditRecord, "dedupKey">;

/** A record as it stands in the log. */
export interface AuditRow extends Omit<AuditRecord, "dedupKey"> {
  id: bigint;
  at: Date;
}

/** Undefined: anything. */
export interface AuditQuery {
  actor: string | undefined;
  action: string | undefined;
  objectId: string | undefined;
  from: Date | undefined;
  /** Not part of it. */
  to: Date | undefined;
  /** Only rows before this one. */
  before: bigint | undefined;
  limit: number;
}

export interface AuditLog {
  /** Writes down what is about to be done. Gives its id. */
  intend(intent: AuditIntent): Promise<string>;
  /** Writes the row in place of the intent. */
  complete(intentId: string, record: AuditRecord): Promise<void>;
  /** It was not done. */
  forget(intentId: string): Promise<void>;
  /** Makes rows of intents that were left behind: that nobody knows whether they were done. Gives their number. */
  sweep(): Promise<number>;
  /** Newest first. */
  list(query: AuditQuery): Promise<AuditRow[]>;
  /** Rows about this object or of this request, newest first. */
  about(id: string, limit: number): Promise<AuditRow[]>;
}

/** Whoever is asking. */
export interface Principal {
  userId: string;
  roles: readonly ("viewer" | "creator" | "admin")[];
  /** When the token ends, ms. */
  expiresAtMs: number;
  /** As the token says; empty where it doesn't. */
  name: string;
  email: string;
}

/** A request being run: under which id, and what makes running it again safe. */
export interface RequestInfo {
  requestId: string;
  /** Of (subject, Idempotency-Key); empty where none was sent: then each call is its own. */
  businessKey: string;
  /** An id of ours, the same only for the same request run again under its key: one row of the audit log each. What the client calls a request is a label. */
  actId: string;
}

export type { TraceHeaders };

import type { PresencePolicy, Rate, RateTerms, Session, Stream } from "../domain/stream.ts";
import type { Audiences } from "./audiences.ts";
import type { CallOptions, Page, PageRequest, SignedEvent } from "./calls.ts";
import type { Search } from "./search.ts";
import type { Spending } from "./spending.ts";

/** Streams, sessions, prices and top-ups. Every call has a deadline and fails with a MetercastError. */
export interface Billing extends Search, Spending, Audiences {
  /** The same `idempotencyKey` gives the same stream. */
  startStream(request: StartStream): Promise<Stream>;
  /** @throws forbidden for somebody else's stream */
  endStream(request: { streamId: string; actorId: string; actorIsAdmin: boolean }): Promise<Stream>;
  /** @throws stream_not_found */
  getStream(streamId: string): Promise<Stream>;
  getStreams(streamIds: string[]): Promise<Stream[]>;
  /** Live ones first, then newest first. */
  listStreams(request: PageRequest & { creatorId: string | undefined }): Promise<Page<Stream>>;
  getLive(options?: CallOptions): Promise<Live>;
  joinStream(request: { streamId: string; viewerId: string }): Promise<Joined>;
  /** Posts what is due before it answers. */
  billSession(request: { streamId: string; viewerId: string; seenAt: Date }): Promise<Billed>;
  leaveSession(request: LeaveSession): Promise<Session>;
  /** @throws session_not_found */
  getSession(sessionId: string, options?: CallOptions): Promise<Session>;
  /** Newest first. */
  listSessions(request: ListSessions): Promise<Page<Session>>;
  /** Until when these tokens last over all open sessions of the viewer; undefined: no session is open. */
  getForecast(
    request: { viewerId: string; availableTokens: bigint },
    options?: CallOptions,
  ): Promise<Date | undefined>;
  setRate(request: SetRate): Promise<Rate>;
  listRates(request: PageRequest): Promise<Page<Rate>>;
  listTokenPackages(): Promise<TokenPackage[]>;
  startTopUp(request: StartTopUp): Promise<{ topUpId: string; url: string }>;
  /** Checks an event of Stripe's payments and stores it. @throws invalid_signature */
  receiveWebhook(event: SignedEvent, options?: CallOptions): Promise<unknown>;
  getIntegrity(options?: CallOptions): Promise<MeterIntegrity>;
}

export interface StartStream {
  creatorId: string;
  title: string;
  presencePolicy: PresencePolicy;
  idempotencyKey: string;
}

/** What is live over all streams. */
export interface Live {
  streams: number;
  viewers: number;
  tokensPerMinute: bigint;
  creatorCentsPerMinute: bigint;
}

export interface Joined {
  session: Session;
  /** False: it was open already. */
  created: boolean;
  availableTokens: bigint;
}

export interface Billed {
  session: Session;
  /** Tokens that this call posted. */
  tokensChargedNow: bigint;
}

export interface LeaveSession {
  sessionId: string;
  viewerId: string;
  seenAt: Date;
  /** The media server reported the leave. */
  byMedia: boolean;
}

export interface ListSessions extends PageRequest {
  /** Empty: all viewers of the stream. */
  viewerId: string;
  streamId: string | undefined;
}

export interface SetRate extends RateTerms {
  reason: string;
  actorId: string;
  idempotencyKey: string;
}

export interface TokenPackage {
  id: string;
  tokens: bigint;
  cents: bigint;
}

export interface StartTopUp {
  viewerId: string;
  packageId: string;
  idempotencyKey: string;
  returnUrl: string;
}

export interface MeterIntegrity {
  sessions: bigint;
  /** Sessions whose minutes or states contradict each other. */
  contradictions: bigint;
  paidMinutes: bigint;
  /** Due minutes without an answer for over a minute. */
  unansweredMinutes: bigint;
}

import type { DeliveryState, WebhookAttempt, WebhookDelivery } from "../domain/webhooks/delivery.ts";
import type { WebhookMessage } from "../domain/webhooks/message.ts";
import type { SealedSecret } from "./webhook-keys.ts";

export interface DeliveryQuery {
  endpointId: string;
  /** Undefined: any. */
  state: DeliveryState | undefined;
  limit: number;
  /** Only those before it. */
  after: string | undefined;
}

export interface DeliveryReads {
  /** Newest first. */
  list(query: DeliveryQuery): Promise<WebhookDelivery[]>;
  find(endpointId: string, id: string): Promise<WebhookDelivery | undefined>;
  bodyOf(messageId: string): Promise<string>;
  /** The newest `limit`, oldest first. */
  attempts(id: string, limit: number): Promise<WebhookAttempt[]>;
}

export interface DeliveryWrites {
  /** A message for this endpoint alone. Returns the delivery's id. */
  insertFor(endpointId: string, message: WebhookMessage, now: Date): Promise<string>;
  /** Makes a delivery due, with a schedule from its beginning. Nothing while an attempt is running. */
  sendAgain(endpointId: string, id: string, now: Date): Promise<void>;
  /** Failed deliveries become due, the oldest `limit`. Returns their ids in no order. */
  recover(endpointId: string, range: RecoveredRange, now: Date): Promise<string[]>;
  /** False where another attempt was started meanwhile: then nothing is written. */
  settle(attempt: SettledAttempt): Promise<boolean>;
}

export interface RecoveredRange {
  /** Of events since then. */
  since: Date;
  /** With ids behind it. */
  after: string;
  limit: number;
}

export interface SettledAttempt extends WebhookAttempt {
  deliveryId: string;
  state: DeliveryState;
  /** Undefined: as it is. */
  nextAt: Date | undefined;
  at: Date;
}

/** The queue of deliveries. */
export interface DeliveryQueue {
  /**
   * Due deliveries of enabled endpoints that did not ask for a pause, at most `perEndpoint` of each, less
   * those of `running`. No other replica gets them until `leaseUntil`.
   */
  claim(request: ClaimRequest): Promise<ClaimedDelivery[]>;
  /** Takes a claim back: the attempt did not begin. */
  postpone(id: string, number: number, until: Date): Promise<void>;
  /** The secrets in force, newest first, of each endpoint. */
  secrets(endpointIds: readonly string[], now: Date): Promise<SealedSecret[]>;
  /** What waits for disabled or deleted endpoints counts as failed. Returns the number of rows. */
  failStranded(limit: number, now: Date): Promise<number>;
  figures(now: Date, newestKey: string): Promise<WebhookFigures>;
}

export interface ClaimRequest {
  now: Date;
  leaseUntil: Date;
  perEndpoint: number;
  /** Endpoint → requests that run here. */
  running: ReadonlyMap<string, number>;
}

export interface ClaimedDelivery {
  id: string;
  endpointId: string;
  url: string;
  messageId: string;
  body: string;
  /** This attempt's, from 1. */
  number: number;
  /** Of the current schedule, from 1. */
  step: number;
  /** Until then nobody else attempts it. */
  claimedUntil: Date;
}

export interface WebhookFigures {
  /** Age of the oldest delivery that is due and not under way, seconds; 0: none is. */
  oldestDueSeconds: number;
  endpoints: { enabled: number; failing: number; disabled: number };
  /** Secrets that an earlier encryption key sealed. */
  oldKeySecrets: number;
}

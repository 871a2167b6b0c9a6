export const DELIVERY_STATES = ["pending", "delivered", "failed"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** A message on its way to one endpoint. */
export interface WebhookDelivery {
  id: string;
  endpointId: string;
  /** The header `webhook-id`. */
  messageId: string;
  eventType: string;
  object: string;
  state: DeliveryState;
  attempts: number;
  /** Of the last attempt; 0: there was no response. */
  responseStatus: number;
  /** Why the last attempt failed; empty after a success. */
  error: string;
  nextAt: Date;
  createdAt: Date;
  endedAt: Date | undefined;
}

export interface WebhookAttempt {
  number: number;
  startedAt: Date;
  durationMs: number;
  /** 0: there was no response. */
  responseStatus: number;
  /** Empty: the endpoint accepted the message. */
  error: string;
  /** The response's beginning. */
  response: string;
}

/** A delivery is written after its event. The clocks of Postgres and of us may differ by this much. */
const SKEW_MS = 600_000;

/** Less than the ids (UUIDv7) of all deliveries of events since a time. */
export function firstIdSince(since: Date): string {
  const ms = Math.max(0, since.getTime() - SKEW_MS);
  const hex = ms.toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

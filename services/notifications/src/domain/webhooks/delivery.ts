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

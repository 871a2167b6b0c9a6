/** A customer's backend that receives webhooks. */
export interface WebhookEndpoint {
  id: string;
  url: string;
  description: string;
  /** Types, or "*" alone. */
  eventTypes: readonly string[];
  status: "enabled" | "disabled";
  /** by_admin, gone or failing. */
  disabledReason: string | undefined;
  disabledAt: Date | undefined;
  createdAt: Date;
  failingSince: Date | undefined;
  pausedUntil: Date | undefined;
  publicKey: string;
}

export const DELIVERY_STATUSES = ["pending", "delivered", "failed"] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** A message on its way to one endpoint. */
export interface WebhookDelivery {
  id: string;
  endpointId: string;
  messageId: string;
  eventType: string;
  object: string;
  status: DeliveryStatus;
  attempts: number;
  /** Of the last attempt; 0: there was no response. */
  responseStatus: number;
  /** Why it failed. */
  error: string | undefined;
  nextAttemptAt: Date | undefined;
  createdAt: Date;
  endedAt: Date | undefined;
}

export interface WebhookAttempt {
  number: number;
  startedAt: Date;
  durationMs: number;
  responseStatus: number;
  error: string | undefined;
  response: string;
}

export interface WebhookDeliveryDetails {
  delivery: WebhookDelivery;
  /** The text that every attempt sends. */
  body: string;
  attempts: readonly WebhookAttempt[];
}

export interface Endpoint {
  id: string;
  url: string;
  description: string;
  /** Types, or "*" alone. */
  event_types: string[];
  status: "enabled" | "disabled";
  disabled_reason: string | null;
  created_at: string;
  /** Every attempt since then failed. */
  failing_since: string | null;
  /** It asked for a pause by Retry-After. */
  paused_until: string | null;
  /** `hmac` only after the endpoint was added or its secret rotated. */
  secrets: { hmac?: string; public_key: string };
}

export type DeliveryStatus = "pending" | "delivered" | "failed";

export interface Delivery {
  id: string;
  message_id: string;
  event_type: string;
  object: string;
  status: DeliveryStatus;
  attempts: number;
  /** Of the last attempt; null: no response. */
  response_status: number | null;
  error: string | null;
  next_attempt_at: string | null;
  created_at: string;
}

export interface Attempt {
  number: number;
  started_at: string;
  duration_ms: number;
  response_status: number | null;
  error: string | null;
  /** The beginning of the response. */
  response: string;
}

export interface DeliveryDetails extends Delivery {
  body: string;
  /** Oldest first. */
  attempt_log: Attempt[];
}

/** The filter that takes every type. */
export const EVERY = "*";

/** What a browser gives to be sent to (W3C Push API). */
export interface PushTarget {
  /** The URL of its push service. */
  endpoint: string;
  /** The browser's public key and secret (RFC 8291), base64url. */
  p256dh: string;
  auth: string;
}

export interface PushMessage {
  /** Encrypted for the browser: the push service can't read it. */
  payload: string;
  /** How long the push service keeps it for a browser that is off. */
  ttlSeconds: number;
  urgency: "low" | "normal" | "high";
  /** A message that is not delivered yet is replaced by one with the same topic. */
  topic: string;
}

/** `error` is a stable word, without an address. */
export type PushResult =
  | { outcome: "accepted" }
  /** The push service knows no such subscription any more. */
  | { outcome: "gone" }
  /** A repetition would have the same result. */
  | { outcome: "refused"; error: string }
  | { outcome: "failed"; error: string; afterMs?: number };

/** The push services of browsers, with this platform's keys. */
export interface PushService {
  /** The application server key; undefined where no VAPID keys are configured: nothing can be sent. */
  readonly publicKey: string | undefined;
  /** The subscription with its URL as it was judged, or what is wrong with a field. */
  judge(target: PushTarget): { target: PushTarget } | { field: keyof PushTarget; message: string };
  push(target: PushTarget, message: PushMessage): Promise<PushResult>;
}

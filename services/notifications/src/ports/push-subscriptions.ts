import type { PushTarget } from "./push-service.ts";

/** A browser that a person wants pushes in. */
export interface PushSubscription extends PushTarget {
  id: string;
  userId: string;
  userAgent: string;
  /** The public key of the platform that the browser subscribed with: no other can send to it. */
  platformKey: string;
  createdAt: Date;
}

export interface PushSubscriptionReads {
  /** Newest first. */
  list(userId: string): Promise<PushSubscription[]>;
  find(id: string): Promise<PushSubscription | undefined>;
  /** The push service no longer knows it. */
  forget(id: string): Promise<void>;
}

export interface PushSubscriptionWrites extends Pick<PushSubscriptionReads, "list"> {
  /**
   * Stores a browser, and takes it over from the person who used it before: then it has a new id, and what
   * waits for the old one is not sent.
   */
  put(subscription: Omit<PushSubscription, "id">): Promise<PushSubscription>;
  /** Removes all but the newest ones. */
  keepNewest(userId: string, count: number): Promise<void>;
  /** False where the person has no such browser. */
  delete(userId: string, id: string): Promise<boolean>;
}

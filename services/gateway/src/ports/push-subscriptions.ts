/** A browser that receives a person's pushes. */
export interface PushSubscription {
  id: string;
  userAgent: string;
  createdAt: Date;
  /** SHA-256 of its endpoint, base64url. */
  endpointHash: string;
}

export interface PushSubscriptions {
  /** @throws push_not_available */
  key(): Promise<string>;
  list(userId: string): Promise<PushSubscription[]>;
  /** Idempotent by its endpoint. @throws push_not_available, invalid_request */
  add(request: AddPushSubscription): Promise<PushSubscription>;
  /** @throws not_found */
  remove(request: { userId: string; subscriptionId: string }): Promise<unknown>;
}

export interface AddPushSubscription {
  userId: string;
  endpoint: string;
  p256dh: string;
  auth: string;
  userAgent: string;
}

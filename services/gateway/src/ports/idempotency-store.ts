export interface StoredAnswer {
  status: number;
  body: string;
  headers: Record<string, string>;
}

export type Claim =
  /**
   * `since`: when the key was first taken for this request. `again`: the same request ran before and its
   * answer was not stored, so its effect is unknown.
   */
  | { outcome: "run"; leaseId: string; again: boolean; since: Date }
  | { outcome: "replay"; answer: StoredAnswer }
  | { outcome: "running" }
  | { outcome: "conflict" };

/** Answers by (subject, Idempotency-Key) (table idempotency_key). */
export interface IdempotencyStore {
  /** @throws rate_limited if the person has used as many keys as the store keeps */
  claim(subject: string, key: string, requestHash: string): Promise<Claim>;
  /** Stores the answer, unless another request took the lease over. */
  complete(subject: string, key: string, leaseId: string, answer: StoredAnswer): Promise<void>;
  /** Ends the lease without an answer, so that the same request may run again at once. */
  release(subject: string, key: string, leaseId: string): Promise<void>;
  /** Removes the key: the request had no effect. */
  forget(subject: string, key: string, leaseId: string): Promise<void>;
  /** Deletes expired rows in bounded steps; returns their number. */
  purge(): Promise<number>;
}

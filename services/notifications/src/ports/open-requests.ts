/** A withdrawal that waits for a decision. */
export interface OpenRequest {
  /** "wdr_..." */
  withdrawalId: string;
  creatorId: string;
  /** Cents. */
  amount: bigint;
  requestedAt: Date;
}

export interface OpenRequestWrites {
  /** No effect if the withdrawal was decided: the two events arrive in any order. */
  open(request: OpenRequest): Promise<void>;
  close(withdrawalId: string, now: Date): Promise<void>;
  /** Takes the oldest open one that was requested before, once for all. Undefined: there is none. */
  announceOldest(requestedBefore: Date, now: Date): Promise<OpenRequest | undefined>;
}

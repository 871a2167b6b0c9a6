/** What is counted of sets of transfers. */
export interface TransferMetrics {
  /** A set was answered. */
  answered(requests: number, seconds: number): void;
  /** So many requests were put into the line for locked accounts. */
  postponed(requests: number): void;
  /** Watches how many requests wait. */
  waiting(count: () => number): void;
}

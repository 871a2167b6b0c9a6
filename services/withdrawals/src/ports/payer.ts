/** The job that starts and advances payouts. */
export interface Payer {
  /** Something is due now. */
  wake(): void;
}

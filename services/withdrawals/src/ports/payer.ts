/** The job that starts and advances payouts. */
export interface Payer {
  wake(): void;
}

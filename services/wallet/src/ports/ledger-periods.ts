/** The periods of the ledger, from open to detached. Names, ids and times come from the database. */
export interface LedgerPeriods {
  /** Makes what is missing of the present period and the next ones. */
  makeAhead(now: Date): Promise<unknown>;
  /** Closes the periods that ended at least `days` ago: no minute enters them any more. */
  closeEnded(days: number): Promise<void>;
  /** Checks the oldest closed period without sums, and sums it up where it is right. */
  sumNext(): Promise<{ name: string; verdict: Verdict } | undefined>;
  /** The oldest period that is closed, summed up and not detached. */
  oldestSummed(): Promise<{ name: string; endedAt: Date } | undefined>;
  /** Compares a period's minutes with its sums. */
  verify(name: string): Promise<Verdict>;
  /** Detaches the oldest summed period if it ended at least `days` ago; gives its name. */
  detachOldest(days: number): Promise<string | undefined>;
}

export interface Verdict {
  wrong: bigint;
  detail: string;
}

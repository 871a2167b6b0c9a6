import type { CheckOutcome, IntegrityRun } from "@metercast/postgres/integrity";

/** The checks of the books, and the runs that were kept. */
export interface Books {
  /** Runs every check, on one snapshot. `whole`: on closed ledger periods too. */
  check(whole: boolean): Promise<CheckOutcome[]>;
  lastRun(): Promise<IntegrityRun | undefined>;
  /**
   * Keeps the run that `judge` makes with the last one, one at a time, and announces it where `judge` says
   * so.
   */
  keepRun(judge: (before: IntegrityRun | undefined) => JudgedRun): Promise<IntegrityRun>;
}

export interface JudgedRun {
  run: IntegrityRun;
  /** The failing checks to announce; empty for none. */
  findings: Finding[];
}

export interface Finding {
  check: string;
  fingerprint: string;
  detail: string;
}

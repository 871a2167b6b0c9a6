import type { Finding, FindingSource, KnownFinding } from "../domain/finding.ts";

export interface Freeze {
  frozen: boolean;
  by: string;
  reason: string;
  at: Date;
  findings: KnownFinding[];
}

export interface FreezeReads {
  read(): Promise<Freeze>;
}

export interface FreezeWrites {
  lock(): Promise<Freeze>;
  read(): Promise<Freeze>;
  /**
   * Also where the last run of the checks no longer counts. No freeze can begin before the end of the
   * transaction.
   */
  stopsPayouts(): Promise<boolean>;
  set(frozen: boolean, by: string, reason: string): Promise<void>;
  /** Payouts may start for so long: withdrawals' own checks have run. */
  allowFor(ms: number): Promise<void>;
  keepFindings(source: FindingSource, fresh: readonly Finding[]): Promise<void>;
  dropFindings(source: FindingSource, checks: readonly string[]): Promise<void>;
  acknowledge(by: string): Promise<void>;
  addChange(change: {
    frozen: boolean;
    by: string;
    reason: string;
    findings: readonly Pick<Finding, "check" | "fingerprint" | "detail">[];
  }): Promise<void>;
}

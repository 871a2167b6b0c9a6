import type { IntegrityRun } from "@metercast/postgres/integrity";

/** The check of the books. */
export interface Integrity {
  /** `whole`: every line that is still there is read, not only those after the last closed part. */
  run(now: Date, scope: { whole: boolean }): Promise<IntegrityRun>;
  last(): Promise<IntegrityRun | undefined>;
  /** The last run where it still counts, else a new one. */
  current(now: Date): Promise<IntegrityRun>;
}

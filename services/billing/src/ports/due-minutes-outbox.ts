import type { DueMinutes } from "../domain/due-batch.ts";

export interface DueMinutesOutbox {
  /**
   * Appends one batch. Its streams can't end before the batch commits: if one has ended, nothing is written.
   * Gives the ended streams with their times. @throws LeaseLost
   */
  append(replica: string, batch: DueMinutes): Promise<Map<string, number>>;
}

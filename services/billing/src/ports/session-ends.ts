import type { EndReason, Session } from "../domain/session.ts";
import type { MeterRow } from "./metered-sessions.ts";

export interface SessionEnds {
  /**
   * Ends active sessions and appends one event for each. Gives the ended ones and the rows of the others.
   * @throws LeaseLost
   */
  commit(replica: string, rows: readonly EndRow[]): Promise<{ ended: Session[]; others: Session[] }>;
}

export interface EndRow extends MeterRow {
  endedAt: number;
  endReason: EndReason;
  silentMs: number;
}

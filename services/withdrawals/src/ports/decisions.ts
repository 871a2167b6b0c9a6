import type { HeldDecision, StoppedDecision } from "../domain/held-decision.ts";

export interface DecisionReads {
  /** Withdrawals whose held decision is due, the longest due first. */
  due(now: Date, limit: number): Promise<string[]>;
  heldOf(withdrawalIds: readonly string[]): Promise<HeldDecision[]>;
  /** The job takes it again then. */
  postpone(withdrawalId: string, nextAt: Date): Promise<void>;
}

/** Under the lock of its withdrawal. */
export interface DecisionWrites {
  find(withdrawalId: string): Promise<HeldDecision | undefined>;
  /** Replaces another one of the withdrawal; what was stopped before is no news any more. */
  hold(decision: HeldDecision): Promise<void>;
  /** Deletes it. */
  undo(withdrawalId: string): Promise<void>;
  /** Deletes it, and keeps why it had no effect. */
  stop(withdrawalId: string, stopped: StoppedDecision): Promise<void>;
  /** A decision took effect: its admin's held one is settled by it, and where it ends the request any. */
  settle(withdrawalId: string, by: { actorId: string; isClosed: boolean }): Promise<void>;
}

import type { AnyEvent } from "@metercast/contracts";
import type { ActReads, ActWrites } from "./acts.ts";
import type { AttemptReads, AttemptWrites } from "./attempts.ts";
import type { AutoApprovalReads, AutoApprovalWrites } from "./auto-approvals.ts";
import type { DecisionReads, DecisionWrites } from "./decisions.ts";
import type { FreezeReads, FreezeWrites } from "./freeze.ts";
import type { PayoutMethodReads, PayoutMethodWrites } from "./payout-methods.ts";
import type { QueueReads, QueueWrites } from "./queue.ts";
import type { ScheduleReads, ScheduleWrites } from "./schedules.ts";
import type { WithdrawalReads, WithdrawalWrites } from "./withdrawals.ts";

/** The tables of withdrawals. What is here runs outside a transaction. */
export interface Store {
  withdrawals: WithdrawalReads;
  attempts: AttemptReads;
  methods: PayoutMethodReads;
  acts: ActReads;
  freeze: FreezeReads;
  schedules: ScheduleReads;
  autoApprovals: AutoApprovalReads;
  decisions: DecisionReads;
  queue: QueueReads;
  /**
   * Runs `work` in one transaction, and repeats it where Postgres rolled it back because of another one. So
   * `work` decides by what it reads in it, and calls nobody outside.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
}

/**
 * Locks are taken in this order: the sum of policies, the creator's methods, a withdrawal, its attempt,
 * the freeze.
 */
export interface Transaction {
  withdrawals: WithdrawalWrites;
  attempts: AttemptWrites;
  methods: PayoutMethodWrites;
  acts: ActWrites;
  freeze: FreezeWrites;
  schedules: ScheduleWrites;
  autoApprovals: AutoApprovalWrites;
  decisions: DecisionWrites;
  queue: QueueWrites;
  /** False where this consumer has handled the message before. */
  isFirst(message: Message): Promise<boolean>;
  append(events: readonly AnyEvent[]): Promise<void>;
}

export interface Message {
  consumer: string;
  id: string;
}

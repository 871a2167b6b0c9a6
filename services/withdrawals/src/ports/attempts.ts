import type { Fields, RailName, Speed } from "@metercast/rails";
import type { Attempt, AttemptState } from "../domain/attempt.ts";
import type { AttemptChange } from "../domain/attempt-machine.ts";
import type { DueWithdrawal } from "../domain/payout-start.ts";

export interface AttemptReads {
  /** The fields of the payout method that the withdrawal goes to. */
  receiverOf(withdrawalId: string): Promise<Fields>;
  claim(limit: number, leaseSeconds: number): Promise<Attempt[]>;
  /** A webhook is about these: they are due now. Gives their number. */
  notice(which: { id?: string; fundingRef?: string; payoutRef?: string }): Promise<number>;
}

export interface AttemptWrites {
  lockDue(limit: number): Promise<DueWithdrawal[]>;
  insert(attempt: NewAttempt): Promise<void>;
  existFor(withdrawalId: string): Promise<boolean>;
  /** Whether a payout of it may have moved money. To be asked under the lock of its withdrawal. */
  haveStarted(withdrawalId: string): Promise<boolean>;
  /** Writes a step. Undefined where another worker has changed the attempt. */
  update(attempt: Attempt, step: AttemptStep): Promise<Attempt | undefined>;
  /** Gives the claim back; due again after so long. */
  postpone(attempt: Attempt, seconds: number): Promise<void>;
  /** Writes a person's report. Without `evenIfClaimed` false while the payer works on the attempt. */
  report(report: AttemptReport): Promise<boolean>;
  addChange(id: string, change: { from: AttemptState | ""; to: AttemptState; note: string }): Promise<void>;
}

export interface AttemptStep {
  change: AttemptChange;
  /** Where the next step follows at once, the claim lasts for so long from now. */
  leaseSeconds: number;
  /** With another number of notices the attempt is due at once. Undefined: whatever their number. */
  noticesSeen: number | undefined;
}

export interface NewAttempt {
  id: string;
  withdrawalId: string;
  creatorId: string;
  amount: bigint;
  method: RailName;
  speed: Speed;
  /** Cents of the amount that the creator pays for the speed. */
  charged: bigint;
  destination: string;
  /** Where it never begins: it has failed. */
  failure?: string;
}

export interface AttemptReport {
  id: string;
  state: AttemptState;
  payoutRef?: string;
  failure?: string;
  isPaid: boolean;
  evenIfClaimed: boolean;
}

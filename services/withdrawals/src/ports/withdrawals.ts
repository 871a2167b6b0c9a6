import type { SearchHit } from "@metercast/contracts/common/v1/search.ts";
import type { Speed } from "@metercast/rails";
import type { Resolution } from "../domain/resolution.ts";
import type {
  Change,
  Hold,
  ReviewReason,
  Status,
  Withdrawal,
  WithdrawalDetails,
} from "../domain/withdrawal.ts";

export interface WithdrawalReads {
  /** Not while its hold is being placed. */
  find(id: string): Promise<WithdrawalDetails | undefined>;
  list(query: ListQuery): Promise<Withdrawal[]>;
  /** Not one that is stuck. */
  openOf(creatorId: string): Promise<string | undefined>;
  paidOutTo(creatorId: string): Promise<bigint>;
  /** Cents of the creator's instant withdrawals within 24 hours, without those that came to nothing. */
  instantWithinDay(creatorId: string): Promise<bigint>;
  stats(): Promise<Stats>;
  search(query: string): Promise<SearchHit[]>;
  /**
   * Claims withdrawals whose hold was not answered for so long; no other replica gets them for the same
   * time.
   */
  claimPlacing(afterSeconds: number, limit: number): Promise<Withdrawal[]>;
}

export interface WithdrawalWrites {
  /** Locks and reads it, also while its hold is being placed. */
  lock(id: string): Promise<Withdrawal | undefined>;
  lockOpen(creatorId: string): Promise<Withdrawal | undefined>;
  find(id: string): Promise<WithdrawalDetails | undefined>;
  /** The creator's withdrawal of this key. `isSame`: it was made by the same request. */
  ofKey(key: RequestKey): Promise<{ withdrawal: Withdrawal; isSame: boolean } | undefined>;
  /**
   * Cents that the creator asked for within 24 hours, also what a bank (or an admin, in its name) sent
   * back.
   */
  askedWithinDay(creatorId: string): Promise<bigint>;
  instantWithinDay(creatorId: string): Promise<bigint>;
  /** False where another one of the creator is open. */
  insert(row: NewWithdrawal, key: RequestKey): Promise<boolean>;
  update(id: string, update: WithdrawalUpdate): Promise<void>;
  /** Deletes a withdrawal whose hold was refused: no API has shown it. */
  drop(id: string): Promise<void>;
  addApproval(
    withdrawal: Withdrawal,
    approval: { adminId: string; note: string; internalNote: string },
  ): Promise<void>;
  addChange(id: string, change: Omit<Change, "at">): Promise<void>;
  addResolution(id: string, attemptId: string, resolution: Resolution): Promise<void>;
  /** The creator's approved withdrawals are due now. */
  wakeOf(creatorId: string): Promise<void>;
  /** Withdrawals and attempts that wait only for the freeze are due now. */
  wakeFrozen(): Promise<void>;
  /** What waits for the end of an admin's pause is due now. */
  wakePaused(creatorId: string): Promise<void>;
}

/** What is not given stays. */
export interface WithdrawalUpdate {
  status?: Status;
  hold?: Hold;
  reason?: string;
  needsReview?: ReviewReason;
  estimatedArrival?: Date | undefined;
  destination?: { methodId: string; account: string };
  isStuck?: true;
  terms?: { speed: Speed; fee: bigint };
  nextInSeconds?: number;
  /** Nothing that anybody sees has changed: `updated_at` stays. */
  isUnseen?: boolean;
}

export interface NewWithdrawal {
  id: string;
  creatorId: string;
  /** Cents. */
  amount: bigint;
  speed: Speed;
  fee: bigint;
  payoutMethodId: string | undefined;
  destination: string;
  approvalsNeeded: number;
  scheduled: boolean;
  creatorName: string;
  creatorEmail: string;
  nextInSeconds: number;
}

export interface RequestKey {
  creatorId: string;
  idempotencyKey: string;
  /** What the same key must ask for again. */
  content: string;
}

export interface ListQuery {
  creatorId: string;
  status: Status | undefined;
  needsReview: boolean;
  /** Only those that a schedule asked for, or only the others; undefined: all. */
  scheduled: boolean | undefined;
  limit: number;
  /** Those after this id (newest first). */
  after: string | undefined;
}

export interface Stats {
  byStatus: { status: Status; count: bigint; amount: bigint }[];
  oldestPendingAt: Date | undefined;
  attemptsUnknown: bigint;
  needingReview: bigint;
}

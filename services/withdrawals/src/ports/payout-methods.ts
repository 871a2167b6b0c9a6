import type { RailName } from "@metercast/rails";
import type { Method, MethodState, NewMethod } from "../domain/payout-method.ts";

export interface PayoutMethodReads {
  list(creatorId: string): Promise<Method[]>;
  setAccount(id: string, accountId: string): Promise<void>;
  /** Accounts that were begun in the last days and are not ready. */
  unfinished(limit: number): Promise<{ kind: RailName; accountId: string }[]>;
  /** Accounts that are ready, and whose place was never read. */
  unmarked(limit: number): Promise<{ kind: RailName; accountId: string }[]>;
}

export interface PayoutMethodWrites {
  /**
   * Requests, deletions and new methods of one creator wait for each other until the end of the
   * transaction. Taken before any row.
   */
  lockOf(creatorId: string): Promise<void>;
  list(creatorId: string): Promise<Method[]>;
  /** Also a deleted one. */
  find(by: { id: string } | { accountId: string }): Promise<Method | undefined>;
  insert(method: NewMethod & { isDefault: boolean }): Promise<void>;
  setDefault(id: string, isDefault: boolean): Promise<void>;
  /** How many methods the creator has or had, deleted ones too. */
  countOf(creatorId: string): Promise<number>;
  setAccountView(
    id: string,
    view: { state: MethodState; target: string; instantEligible: boolean },
  ): Promise<void>;
  /** Never shorter than it was. */
  setLock(id: string, until: Date): Promise<void>;
  close(id: string): Promise<void>;
  delete(id: string): Promise<void>;
  isInUse(id: string): Promise<boolean>;
}

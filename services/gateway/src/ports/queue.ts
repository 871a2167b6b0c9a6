import type { DecisionFacts, Judgement, QueueEntry, QueueFilter, QueueSort } from "../domain/queue.ts";
import type { Withdrawal } from "../domain/withdrawal.ts";
import type { CallOptions, Page, PageRequest } from "./calls.ts";

/** The admins' queue, of the withdrawals service. */
export interface Queue {
  list(request: ListQueue, options?: CallOptions): Promise<Page<QueueItem>>;
  /** Any admin but the creator. @throws not_found, decision_already_effective, own_withdrawal */
  undo(request: { withdrawalId: string; actorId: string }): Promise<Withdrawal>;
  /** In the order of the ids. */
  judge(request: JudgeDecisions): Promise<Judgement[]>;
  /** @throws withdrawal_not_found */
  facts(withdrawalId: string): Promise<DecisionFacts>;
}

export interface QueueItem {
  withdrawal: Withdrawal;
  entry: QueueEntry;
}

export interface ListQueue extends PageRequest {
  filter: QueueFilter;
  /** Only these; empty: any. */
  withdrawalIds?: readonly string[];
  /** Only those that changed since. */
  updatedAfter?: Date | undefined;
  sort: QueueSort;
  order: "asc" | "desc";
  /** The admin who looks; undefined: nobody in particular. */
  actorId: string | undefined;
}

export interface JudgeDecisions {
  action: "approve" | "reject";
  withdrawalIds: readonly string[];
  actorId: string;
}

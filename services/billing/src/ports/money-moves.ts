import type { KnownMove, MoneyMove, MoveOutcome } from "../domain/top-up.ts";

/** The balance transactions of refunds and disputes. */
export interface MoneyMoves {
  ofTopUp(topUpId: string): Promise<Map<string, KnownMove>>;
  /** Stores a balance transaction once. False if it is posted already. */
  record(topUpId: string, move: MoneyMove): Promise<boolean>;
  /** `open` → `posted`. False if it was posted before. */
  posted(id: string, outcome: MoveOutcome): Promise<boolean>;
}

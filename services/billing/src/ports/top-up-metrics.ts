import type { MoneyMove, MoveOutcome, ReviewKind } from "../domain/top-up.ts";

export interface TopUpMetrics {
  credited(tokens: bigint): void;
  moved(move: MoneyMove, outcome: MoveOutcome): void;
  needsReview(kind: ReviewKind): void;
  openCases(cases: number): void;
  overdue(topUps: number): void;
}

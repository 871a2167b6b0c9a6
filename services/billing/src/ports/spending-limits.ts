import type { LimitUse } from "../domain/judge-minutes.ts";
import type { Session } from "../domain/session.ts";
import type { Span } from "../domain/spending.ts";
import type { LimitVersion } from "../domain/spending-limits.ts";

/** What a viewer spent in a period in sessions that are settled. */
export interface SettledRequest {
  viewerId: string;
  period: Span;
}

/** The limits of viewers, and what counts towards them. */
export interface SpendingReads {
  limitsOf(viewerIds: readonly string[]): Promise<Map<string, LimitVersion[]>>;
  /** Sessions that are open, joining, or ended since `since` and not settled. */
  unsettledSessions(viewerIds: readonly string[], since: number): Promise<Session[]>;
  /** Tokens for each request, without these sessions. */
  settledTokens(requests: readonly SettledRequest[], without: readonly string[]): Promise<number[]>;
}

/** What a transaction changes. */
export interface SpendingWrites {
  /** Replaces the versions that wait, adds these, and removes what no late minute needs any more. */
  replaceLimits(viewerId: string, added: readonly LimitVersion[], now: number): Promise<void>;
  /** Their open sessions are judged again before the next minute. */
  judgeAgain(viewerId: string): Promise<void>;
  /** True once for a viewer's limit and period. */
  warnOnce(viewerId: string, use: LimitUse): Promise<boolean>;
}

import type { Act } from "../domain/act.ts";
import type { AutoApprovalDryRun, AutoApprovalTerms, AutoApprovalVersion } from "../domain/auto-approval.ts";

/** The policy that approves withdrawals without a person. */
export interface AutoApprovals {
  /** Newest first: the first one is in force. */
  versions(): Promise<AutoApprovalVersion[]>;
  /** A pending act where a second admin must confirm it. The same `idempotencyKey` gives the same act. */
  set(request: SetAutoApproval): Promise<Act>;
  dryRun(request: { terms: AutoApprovalTerms; days: number }): Promise<AutoApprovalDryRun>;
}

export interface SetAutoApproval {
  terms: AutoApprovalTerms;
  reason: string;
  actorId: string;
  idempotencyKey: string;
}

/** Which withdrawals need no person to approve them. Amounts are cents. */
export interface AutoApprovalTerms {
  enabled: boolean;
  maxPayout: bigint;
  /** Of all approvals by policies on one UTC day. */
  maxDay: bigint;
  minAccountAgeDays: number;
  minCompletedPayouts: number;
}

export interface AutoApprovalVersion extends AutoApprovalTerms {
  version: number;
  reason: string;
  requestedBy: string;
  /** Undefined: one admin was enough. */
  confirmedBy: string | undefined;
  at: Date;
}

export interface AutoApprovalDryRun {
  considered: number;
  approved: number;
  amount: bigint;
  notApproved: { withdrawalId: string; amount: bigint; reasons: string[] }[];
  reasons: { code: string; text: string; count: number }[];
}

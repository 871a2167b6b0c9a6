export interface PayoutMethod {
  id: string;
  kind: string;
  state: string;
  isDefault: boolean;
  label: string;
  /** No payout starts there before this. */
  lockedUntil: Date | undefined;
  instantEligible: boolean;
  createdAt: Date;
}

/** Whether payout attempts may start. */
export interface Freeze {
  frozen: boolean;
  by: string | undefined;
  at: Date | undefined;
  reason: string | undefined;
  /** What the failing checks show. */
  findings: readonly Finding[];
  /** Names all findings; empty without any. */
  fingerprint: string;
}

export interface Finding {
  source: "wallet" | "withdrawals";
  check: string;
  detail: string;
  fingerprint: string;
  foundAt: Date;
  acknowledgedBy: string | undefined;
}

/** One check of the books in its last run. */
export interface IntegrityCheck {
  name: string;
  ok: boolean;
  detail: string;
  compared: bigint;
  wrong: bigint;
  /** Since when the check could not run. */
  notRunSince: Date | undefined;
}

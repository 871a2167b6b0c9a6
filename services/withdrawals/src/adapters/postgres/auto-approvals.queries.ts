// Made by `npm run sql` from auto-approvals.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface PolicyVersionsRow {
  version: number;
  enabled: boolean;
  max_payout: bigint;
  max_day: bigint;
  min_account_age_days: number;
  min_completed_payouts: number;
  reason: string;
  act: string;
  at: Date;
  requested_by: string;
  decided_by: string;
}

export const policyVersions: Statement<void, PolicyVersionsRow> = {
  sql: `SELECT p.version, p.enabled, p.max_payout, p.max_day, p.min_account_age_days, p.min_completed_payouts, p.reason, p.act, p.at,
  a.requested_by, a.decided_by
FROM auto_approval_policy p JOIN admin_act a ON a.id = p.act ORDER BY p.version DESC LIMIT 100`,
  parameters: [],
};

export interface PolicyMakersParams {
  version: number;
}

export interface PolicyMakersRow {
  admin: string;
}

/** The admins of a version and of those before it, back to the last one that was off. */
export const policyMakers: Statement<PolicyMakersParams, PolicyMakersRow> = {
  sql: `SELECT DISTINCT admin AS "admin" FROM auto_approval_policy p JOIN admin_act a ON a.id = p.act, unnest(ARRAY[a.requested_by, a.decided_by]) AS admin
WHERE admin <> '' AND p.version <= $1::integer
  AND p.version > coalesce((SELECT max(version) FROM auto_approval_policy WHERE NOT enabled AND version < $1::integer), 0)`,
  parameters: ["version"],
};

export interface DueForPolicyParams {
  version: number;
  now: Date | string;
  limit: number;
}

export interface DueForPolicyRow {
  id: string;
  creatorId: string;
}

/** Pending withdrawals are few: the index on status answers it. */
export const dueForPolicy: Statement<DueForPolicyParams, DueForPolicyRow> = {
  sql: `SELECT w.id AS "id", w.creator_id AS "creatorId" FROM withdrawal w LEFT JOIN auto_approval_check c ON c.withdrawal = w.id
WHERE w.status = 'PENDING' AND w.hold = 'held' AND (c.withdrawal IS NULL OR c.version <> $1::integer OR c.next_at <= $2::timestamptz)
ORDER BY w.id LIMIT $3::integer`,
  parameters: ["version", "now", "limit"],
};

export interface DayAmountParams {
  at: Date | string;
}

export interface DayAmountRow {
  cents: bigint;
}

export const dayAmount: Statement<DayAmountParams, DayAmountRow> = {
  sql: `SELECT coalesce(sum(amount), 0)::bigint AS "cents" FROM auto_approval WHERE day = ($1::timestamptz AT TIME ZONE 'UTC')::date`,
  parameters: ["at"],
};

export interface CreatorHistoryParams {
  creatorId: string;
}

export interface CreatorHistoryRow {
  knownSince: Date | null;
  completed: number;
}

export const creatorHistory: Statement<CreatorHistoryParams, CreatorHistoryRow> = {
  sql: `SELECT (SELECT min(created_at) FROM payout_method WHERE creator_id = $1) AS "knownSince",
  (SELECT count(*) FROM payout_attempt WHERE creator_id = $1 AND paid_at IS NOT NULL AND state IN ('paid', 'settled'))::integer AS "completed"`,
  parameters: ["creatorId"],
};

export interface AddApprovalParams {
  withdrawalId: string;
  version: number;
  at: Date | string;
  amount: bigint | number;
}

export const addApproval: Statement<AddApprovalParams, never> = {
  sql: `INSERT INTO auto_approval (withdrawal, version, day, amount, at)
VALUES ($1::uuid, $2::integer, ($3::timestamptz AT TIME ZONE 'UTC')::date, $4::bigint, $3::timestamptz)`,
  parameters: ["withdrawalId", "version", "at", "amount"],
};

export interface KeepCheckParams {
  withdrawalId: string;
  version: number;
  reasons: string;
  nextAt: Date | string;
}

export const keepCheck: Statement<KeepCheckParams, never> = {
  sql: `INSERT INTO auto_approval_check (withdrawal, version, reasons, next_at)
VALUES ($1::uuid, $2::integer, string_to_array($3, ','), $4::timestamptz)
ON CONFLICT (withdrawal) DO UPDATE SET version = excluded.version, reasons = excluded.reasons, next_at = excluded.next_at`,
  parameters: ["withdrawalId", "version", "reasons", "nextAt"],
};

export interface PastWithdrawalsParams {
  from: string;
  limit: number;
}

export interface PastWithdrawalsRow {
  id: string;
  creator_id: string;
  amount: bigint;
  approvals_needed: number;
  needs_review: string;
  payout_method: string | null;
  created_at: Date;
  knownSince: Date | null;
  completed: number;
  frozen: boolean;
}

/** The newest of a time. What its creator had done before it, and whether payouts were frozen then. */
export const pastWithdrawals: Statement<PastWithdrawalsParams, PastWithdrawalsRow> = {
  sql: `SELECT w.id, w.creator_id, w.amount, w.approvals_needed, w.needs_review, w.payout_method, w.created_at,
  (SELECT min(m.created_at) FROM payout_method m WHERE m.creator_id = w.creator_id) AS "knownSince",
  (SELECT count(*) FROM payout_attempt a WHERE a.creator_id = w.creator_id AND a.state IN ('paid', 'settled') AND a.paid_at < w.created_at)::integer AS "completed",
  coalesce((SELECT f.frozen FROM freeze_change f WHERE f.at <= w.created_at ORDER BY f.id DESC LIMIT 1), false) AS "frozen"
FROM withdrawal w
WHERE w.id >= $1::uuid AND w.hold <> 'placing' AND w.status <> 'CANCELED'
ORDER BY w.id DESC LIMIT $2::integer`,
  parameters: ["from", "limit"],
};

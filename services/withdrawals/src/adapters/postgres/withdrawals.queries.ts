// Made by `npm run sql` from withdrawals.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface InsertWithdrawalParams {
  id: string;
  creatorId: string;
  amount: bigint | number;
  payoutMethodId: string | null;
  destination: string;
  approvalsNeeded: number;
  scheduled: boolean;
  speed: string;
  fee: bigint | number;
  creatorName: string;
  creatorEmail: string;
  idempotencyKey: string;
  requestHash: Uint8Array;
  nextInSeconds: number;
}

/** No row where another withdrawal of the creator is open. */
export const insertWithdrawal: Statement<InsertWithdrawalParams, never> = {
  sql: `INSERT INTO withdrawal (id, creator_id, amount, payout_method, destination, approvals_needed, scheduled, speed, fee, creator_name, creator_email, idempotency_key, request_hash, next_at, first_payout)
VALUES ($1::uuid, $2, $3::bigint, $4::uuid, $5, $6::integer, $7::boolean, $8, $9::bigint, $10, $11, $12,
  $13::bytea, now() + make_interval(secs => $14::float8),
  NOT EXISTS (SELECT FROM payout_attempt a WHERE a.creator_id = $2 AND a.paid_at IS NOT NULL))
ON CONFLICT DO NOTHING`,
  parameters: ["id", "creatorId", "amount", "payoutMethodId", "destination", "approvalsNeeded", "scheduled", "speed", "fee", "creatorName", "creatorEmail", "idempotencyKey", "requestHash", "nextInSeconds"],
};

export interface UpdateWithdrawalParams {
  status: string | null;
  hold: string | null;
  reason: string | null;
  needsReview: string | null;
  estimatedArrival: Date | string | null;
  nextInSeconds: number | null;
  isUnseen: boolean;
  id: string;
}

/** What is null stays. */
export const updateWithdrawal: Statement<UpdateWithdrawalParams, never> = {
  sql: `UPDATE withdrawal SET
  status = coalesce($1, status),
  hold = coalesce($2, hold),
  reason = coalesce($3, reason),
  needs_review = coalesce($4, needs_review),
  estimated_arrival = coalesce($5::timestamptz, estimated_arrival),
  next_at = coalesce(now() + make_interval(secs => $6::float8), next_at),
  updated_at = CASE WHEN $7::boolean THEN updated_at ELSE now() END
WHERE id = $8::uuid`,
  parameters: ["status", "hold", "reason", "needsReview", "estimatedArrival", "nextInSeconds", "isUnseen", "id"],
};

export interface RedirectWithdrawalParams {
  methodId: string;
  account: string;
  id: string;
}

/** Approvals of the former destination no longer count. */
export const redirectWithdrawal: Statement<RedirectWithdrawalParams, never> = {
  sql: `UPDATE withdrawal SET payout_method = $1::uuid, destination = $2, destination_version = destination_version + 1, updated_at = now()
WHERE id = $3::uuid`,
  parameters: ["methodId", "account", "id"],
};

export interface SetStuckParams {
  id: string;
}

export const setStuck: Statement<SetStuckParams, never> = {
  sql: `UPDATE withdrawal SET is_stuck = true WHERE id = $1::uuid`,
  parameters: ["id"],
};

export interface SetTermsParams {
  speed: string;
  fee: bigint | number;
  id: string;
}

export const setTerms: Statement<SetTermsParams, never> = {
  sql: `UPDATE withdrawal SET speed = $1, fee = $2::bigint WHERE id = $3::uuid`,
  parameters: ["speed", "fee", "id"],
};

export interface InstantWithinDayParams {
  creatorId: string;
}

export interface InstantWithinDayRow {
  cents: bigint;
}

/** Cents, without those that came to nothing. */
export const instantWithinDay: Statement<InstantWithinDayParams, InstantWithinDayRow> = {
  sql: `SELECT coalesce(sum(w.amount), 0)::bigint AS "cents"
FROM withdrawal w
WHERE w.creator_id = $1 AND w.speed = 'instant' AND w.created_at > now() - interval '24 hours'
  AND (w.status IN ('PENDING', 'APPROVED', 'COMPLETED')
    OR EXISTS (SELECT 1 FROM payout_attempt a WHERE a.withdrawal = w.id AND a.paid_at IS NOT NULL))`,
  parameters: ["creatorId"],
};

export interface AskedWithinDayParams {
  creatorId: string;
}

export interface AskedWithinDayRow {
  cents: bigint;
}

/** Cents, also what a bank (or an admin, in its name) sent back. */
export const askedWithinDay: Statement<AskedWithinDayParams, AskedWithinDayRow> = {
  sql: `SELECT coalesce(sum(w.amount), 0)::bigint AS "cents"
FROM withdrawal w
WHERE w.creator_id = $1 AND w.created_at > now() - interval '24 hours'
  AND (w.status IN ('PENDING', 'APPROVED', 'COMPLETED')
    OR EXISTS (SELECT 1 FROM payout_attempt a WHERE a.withdrawal = w.id AND a.paid_at IS NOT NULL))`,
  parameters: ["creatorId"],
};

export interface ClaimPlacingParams {
  afterSeconds: number;
  limit: number;
}

export interface ClaimPlacingRow {
  id: string;
}

/** Withdrawals whose hold was not answered in time. */
export const claimPlacing: Statement<ClaimPlacingParams, ClaimPlacingRow> = {
  sql: `UPDATE withdrawal SET next_at = now() + make_interval(secs => $1::float8)
WHERE id IN (SELECT id FROM withdrawal WHERE hold = 'placing' AND next_at <= now() ORDER BY next_at LIMIT $2::integer FOR UPDATE SKIP LOCKED)
RETURNING id`,
  parameters: ["afterSeconds", "limit"],
};

export interface WakeWithdrawalsOfParams {
  creatorId: string;
}

export const wakeWithdrawalsOf: Statement<WakeWithdrawalsOfParams, never> = {
  sql: `UPDATE withdrawal SET next_at = now() WHERE creator_id = $1 AND status = 'APPROVED' AND hold = 'posted'`,
  parameters: ["creatorId"],
};

export const wakeFrozenWithdrawals: Statement<void, never> = {
  sql: `UPDATE withdrawal SET next_at = now() WHERE needs_review = 'frozen'`,
  parameters: [],
};

export const wakeFrozenAttempts: Statement<void, never> = {
  sql: `UPDATE payout_attempt SET next_at = now()
WHERE state = 'created' AND withdrawal IN (SELECT id FROM withdrawal WHERE needs_review = 'frozen')`,
  parameters: [],
};

export interface WakePausedWithdrawalsParams {
  creatorId: string;
}

export const wakePausedWithdrawals: Statement<WakePausedWithdrawalsParams, never> = {
  sql: `UPDATE withdrawal SET next_at = now() WHERE needs_review = 'payouts_paused' AND creator_id = $1`,
  parameters: ["creatorId"],
};

export interface WakePausedAttemptsParams {
  creatorId: string;
}

export const wakePausedAttempts: Statement<WakePausedAttemptsParams, never> = {
  sql: `UPDATE payout_attempt SET next_at = now()
WHERE state = 'created' AND withdrawal IN (SELECT id FROM withdrawal WHERE needs_review = 'payouts_paused' AND creator_id = $1)`,
  parameters: ["creatorId"],
};

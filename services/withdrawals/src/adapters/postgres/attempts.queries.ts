// Made by `npm run sql` from attempts.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface ClaimAttemptsParams {
  leaseSeconds: number;
  limit: number;
}

export interface ClaimAttemptsRow {
  id: string;
  withdrawalId: string;
  creatorId: string;
  amount: bigint;
  method: string;
  destination: string;
  state: string;
  fundingRef: string;
  payoutRef: string;
  failure: string;
  paidAt: Date | null;
  callNumber: number;
  keyUsedAt: Date | null;
  keySpent: boolean;
  unknownSince: Date | null;
  retries: number;
  version: number;
  notices: number;
  speed: string;
  charged: bigint;
  fee: bigint;
  feeReturned: bigint;
  claimUntil: Date | null;
  details: unknown;
  createdAt: Date;
  updatedAt: Date;
}

export const claimAttempts: Statement<ClaimAttemptsParams, ClaimAttemptsRow> = {
  sql: `UPDATE payout_attempt SET claimed_until = now() + make_interval(secs => $1::float8)
WHERE id IN (SELECT id FROM payout_attempt WHERE next_at <= now() AND (claimed_until IS NULL OR claimed_until < now())
             ORDER BY next_at LIMIT $2::integer FOR UPDATE SKIP LOCKED)
RETURNING id, withdrawal AS "withdrawalId", creator_id AS "creatorId", amount, method, destination, state, funding_ref AS "fundingRef", payout_ref AS "payoutRef",
  failure, paid_at AS "paidAt", call_number AS "callNumber", key_used_at AS "keyUsedAt", key_spent AS "keySpent", unknown_since AS "unknownSince", retries,
  version, notices, speed, charged, fee, fee_returned AS "feeReturned", claim_until AS "claimUntil", details, created_at AS "createdAt", updated_at AS "updatedAt"`,
  parameters: ["leaseSeconds", "limit"],
};

export interface NoticeAttemptsParams {
  id: string | null;
  fundingRef: string;
  payoutRef: string;
}

/** Makes attempts due that are not at their end. */
export const noticeAttempts: Statement<NoticeAttemptsParams, never> = {
  sql: `UPDATE payout_attempt SET notices = notices + 1, next_at = now()
WHERE state NOT IN ('failed', 'reversed', 'returned', 'settled')
  AND (id = $1::uuid OR (funding_ref = $2 AND $2 <> '') OR (payout_ref = $3 AND $3 <> ''))`,
  parameters: ["id", "fundingRef", "payoutRef"],
};

export interface LockDueWithdrawalsParams {
  limit: number;
}

export interface LockDueWithdrawalsRow {
  id: string;
  creatorId: string;
  amount: bigint;
  destination: string;
  needsReview: string;
  speed: string;
  fee: bigint;
  kind: string | null;
  state: string | null;
  lockedUntil: Date | null;
  approvalsMissing: number;
  isPaused: boolean;
}

/** Approved withdrawals without an attempt. */
export const lockDueWithdrawals: Statement<LockDueWithdrawalsParams, LockDueWithdrawalsRow> = {
  sql: `SELECT w.id AS "id", w.creator_id AS "creatorId", w.amount AS "amount", w.destination AS "destination", w.needs_review AS "needsReview", w.speed AS "speed", w.fee AS "fee", m.kind, m.state, m.locked_until AS "lockedUntil",
  greatest(0, w.approvals_needed - (SELECT count(*) FROM approval a WHERE a.withdrawal = w.id AND a.destination_version = w.destination_version))::integer
    AS "approvalsMissing",
  coalesce((SELECT p.paused FROM payout_pause p WHERE p.creator_id = w.creator_id AND p.by = 'admin' ORDER BY p.id DESC LIMIT 1), false) AS "isPaused"
FROM (SELECT * FROM withdrawal w
      WHERE w.status = 'APPROVED' AND w.hold = 'posted' AND w.next_at <= now()
        AND NOT EXISTS (SELECT 1 FROM payout_attempt a WHERE a.withdrawal = w.id)
      ORDER BY w.next_at LIMIT $1::integer FOR UPDATE SKIP LOCKED) AS w
LEFT JOIN payout_method m ON m.id = w.payout_method`,
  parameters: ["limit"],
};

export interface UpdateAttemptParams {
  state: string;
  fundingRef: string;
  payoutRef: string;
  failure: string;
  paidAt: Date | string | null;
  callNumber: number;
  keyUsedAt: Date | string | null;
  keySpent: boolean;
  unknownSince: Date | string | null;
  retries: number;
  fee: bigint | number;
  feeReturned: bigint | number;
  claimUntil: Date | string | null;
  details: string;
  noticesSeen: number | null;
  nextInMs: number | null;
  leaseSeconds: number;
  id: string;
  version: number;
}

export interface UpdateAttemptRow {
  id: string;
  withdrawalId: string;
  creatorId: string;
  amount: bigint;
  method: string;
  destination: string;
  state: string;
  fundingRef: string;
  payoutRef: string;
  failure: string;
  paidAt: Date | null;
  callNumber: number;
  keyUsedAt: Date | null;
  keySpent: boolean;
  unknownSince: Date | null;
  retries: number;
  version: number;
  notices: number;
  speed: string;
  charged: bigint;
  fee: bigint;
  feeReturned: bigint;
  claimUntil: Date | null;
  details: unknown;
  createdAt: Date;
  updatedAt: Date;
}

/** A step, unless another worker has changed the attempt. A notice during the call makes it due. */
export const updateAttempt: Statement<UpdateAttemptParams, UpdateAttemptRow> = {
  sql: `UPDATE payout_attempt SET
  state = $1, funding_ref = $2, payout_ref = $3, failure = $4, paid_at = $5::timestamptz,
  call_number = $6::integer, key_used_at = $7::timestamptz, key_spent = $8::boolean,
  unknown_since = $9::timestamptz, retries = $10::integer,
  fee = $11::bigint, fee_returned = $12::bigint, claim_until = $13::timestamptz, details = details || $14::jsonb,
  next_at = CASE WHEN notices <> $15::integer THEN now() ELSE now() + $16::float8 * interval '1 millisecond' END,
  claimed_until = CASE WHEN $16::float8 = 0 THEN now() + make_interval(secs => $17::float8) END,
  version = version + 1, updated_at = CASE WHEN state = $1 THEN updated_at ELSE now() END
WHERE id = $18::uuid AND version = $19::integer
RETURNING id, withdrawal AS "withdrawalId", creator_id AS "creatorId", amount, method, destination, state, funding_ref AS "fundingRef", payout_ref AS "payoutRef",
  failure, paid_at AS "paidAt", call_number AS "callNumber", key_used_at AS "keyUsedAt", key_spent AS "keySpent", unknown_since AS "unknownSince", retries,
  version, notices, speed, charged, fee, fee_returned AS "feeReturned", claim_until AS "claimUntil", details, created_at AS "createdAt", updated_at AS "updatedAt"`,
  parameters: ["state", "fundingRef", "payoutRef", "failure", "paidAt", "callNumber", "keyUsedAt", "keySpent", "unknownSince", "retries", "fee", "feeReturned", "claimUntil", "details", "noticesSeen", "nextInMs", "leaseSeconds", "id", "version"],
};

export interface PostponeAttemptParams {
  seconds: number;
  id: string;
  version: number;
}

export const postponeAttempt: Statement<PostponeAttemptParams, never> = {
  sql: `UPDATE payout_attempt SET next_at = now() + make_interval(secs => $1::float8), claimed_until = NULL
WHERE id = $2::uuid AND version = $3::integer`,
  parameters: ["seconds", "id", "version"],
};

export interface ReportAttemptParams {
  state: string;
  payoutRef: string | null;
  failure: string | null;
  isPaid: boolean;
  id: string;
  evenIfClaimed: boolean;
}

/** A person's report. The payer no longer takes the attempt. */
export const reportAttempt: Statement<ReportAttemptParams, never> = {
  sql: `UPDATE payout_attempt SET
  state = $1, payout_ref = coalesce($2, payout_ref), failure = coalesce($3, failure),
  paid_at = CASE WHEN $4::boolean THEN coalesce(paid_at, now()) ELSE paid_at END,
  unknown_since = NULL, next_at = NULL, claimed_until = NULL, version = version + 1, updated_at = now()
WHERE id = $5::uuid AND ($6::boolean OR claimed_until IS NULL OR claimed_until < now())`,
  parameters: ["state", "payoutRef", "failure", "isPaid", "id", "evenIfClaimed"],
};

export interface ReceiverOfParams {
  withdrawalId: string;
}

export interface ReceiverOfRow {
  fields: unknown;
  details: string;
}

/** Where its method leads, for the payer only. */
export const receiverOf: Statement<ReceiverOfParams, ReceiverOfRow> = {
  sql: `SELECT m.fields AS "fields", m.details AS "details" FROM withdrawal w JOIN payout_method m ON m.id = w.payout_method WHERE w.id = $1::uuid`,
  parameters: ["withdrawalId"],
};

// Made by `npm run sql` from holds.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface FindHoldsParams {
  ids: readonly string[] | Buffer;
}

export interface FindHoldsRow {
  hold_id: string;
  amount: bigint;
  status: string;
  reference_type: string;
  reference_id: string;
  transfer_id: string | null;
  id: bigint;
  owner: string;
  asset: string;
  posted: bigint;
  held: bigint;
  version: bigint;
}

/** Holds with their accounts. */
export const findHolds: Statement<FindHoldsParams, FindHoldsRow> = {
  sql: `SELECT h.id::text AS "hold_id", h.amount, h.status, h.reference_type, h.reference_id, h.transfer_id::text,
       a.id, a.owner, a.asset, a.posted, a.held, a.version
  FROM hold h JOIN account a ON a.id = h.account WHERE h.id = ANY ($1::uuid[])`,
  parameters: ["ids"],
};

export interface LockHoldsParams {
  ids: readonly string[] | Buffer;
}

export interface LockHoldsRow {
  hold_id: string;
  amount: bigint;
  status: string;
  reference_type: string;
  reference_id: string;
  transfer_id: string | null;
  id: bigint;
  owner: string;
  asset: string;
  posted: bigint;
  held: bigint;
  version: bigint;
}

/** The same, with the holds locked. */
export const lockHolds: Statement<LockHoldsParams, LockHoldsRow> = {
  sql: `SELECT h.id::text AS "hold_id", h.amount, h.status, h.reference_type, h.reference_id, h.transfer_id::text,
       a.id, a.owner, a.asset, a.posted, a.held, a.version
  FROM hold h JOIN account a ON a.id = h.account WHERE h.id = ANY ($1::uuid[]) FOR UPDATE OF h`,
  parameters: ["ids"],
};

export interface InsertHoldParams {
  id: string;
  account: bigint | number;
  amount: bigint | number;
  referenceType: string;
  referenceId: string;
  placedVersion: bigint | number;
}

/** A new hold, which took a version of its account. */
export const insertHold: Statement<InsertHoldParams, never> = {
  sql: `INSERT INTO hold (id, account, amount, reference_type, reference_id, placed_version)
VALUES ($1::uuid, $2, $3::bigint, $4, $5, $6::bigint)`,
  parameters: ["id", "account", "amount", "referenceType", "referenceId", "placedVersion"],
};

export interface MarkHoldEndedParams {
  status: string;
  endedVersion: bigint | number;
  transferId: string | null;
  id: string;
}

/** Ends a hold that has not ended. */
export const markHoldEnded: Statement<MarkHoldEndedParams, never> = {
  sql: `UPDATE hold SET status = $1, ended_version = $2::bigint, transfer_id = $3::uuid, ended_at = now()
 WHERE id = $4::uuid AND status = 'held'`,
  parameters: ["status", "endedVersion", "transferId", "id"],
};

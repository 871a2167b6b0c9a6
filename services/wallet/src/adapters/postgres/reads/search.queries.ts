// Made by `npm run sql` from search.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface TransfersOfRequestParams {
  requestId: string;
}

export interface TransfersOfRequestRow {
  id: string;
  asset: string;
  amount: bigint;
  reference_type: string;
  reference_id: string;
  created_at: Date;
  owner: string;
}

/** The transfers with a request's id, of any source. */
export const transfersOfRequest: Statement<TransfersOfRequestParams, TransfersOfRequestRow> = {
  sql: `SELECT t.id::text AS "id", t.asset, t.amount, t.reference_type, t.reference_id, t.created_at,
       coalesce((SELECT owner FROM account WHERE id = coalesce(t.debit_account, t.credit_account)), '') AS "owner"
  FROM transfer t WHERE t.request_id = $1 ORDER BY t.source LIMIT 10`,
  parameters: ["requestId"],
};

export interface TransfersBetweenParams {
  from: string;
  to: string;
}

export interface TransfersBetweenRow {
  id: string;
  asset: string;
  amount: bigint;
  reference_type: string;
  reference_id: string;
  created_at: Date;
  owner: string;
}

/** Of the transfers between two ids, which the beginning of an id names, the newest few. */
export const transfersBetween: Statement<TransfersBetweenParams, TransfersBetweenRow> = {
  sql: `SELECT t.id::text AS "id", t.asset, t.amount, t.reference_type, t.reference_id, t.created_at,
       coalesce((SELECT owner FROM account WHERE id = coalesce(t.debit_account, t.credit_account)), '') AS "owner"
  FROM transfer t WHERE t.id BETWEEN $1::uuid AND $2::uuid ORDER BY t.id DESC LIMIT 5`,
  parameters: ["from", "to"],
};

export interface HoldsBetweenParams {
  from: string;
  to: string;
}

export interface HoldsBetweenRow {
  id: string;
  amount: bigint;
  status: string;
  reference_id: string;
  created_at: Date;
  owner: string;
  asset: string;
}

/** The same of holds. */
export const holdsBetween: Statement<HoldsBetweenParams, HoldsBetweenRow> = {
  sql: `SELECT h.id::text AS "id", h.amount, h.status, h.reference_id, h.created_at, a.owner, a.asset
  FROM hold h JOIN account a ON a.id = h.account WHERE h.id BETWEEN $1::uuid AND $2::uuid ORDER BY h.id DESC LIMIT 5`,
  parameters: ["from", "to"],
};

export interface FindMinuteParams {
  id: string;
}

export interface FindMinuteRow {
  session: string;
  minute: number;
  tokens: number;
  paid: boolean;
  posted_at: Date;
  owner: string;
}

/** A decided minute. */
export const findMinute: Statement<FindMinuteParams, FindMinuteRow> = {
  sql: `SELECT minute_session(m.id, m.minute)::text AS "session", m.minute, m.tokens, m.paid, b.posted_at, a.owner
  FROM viewer_minute m JOIN minute_batch b ON b.id = m.batch JOIN account a ON a.id = m.viewer WHERE m.id = $1::uuid`,
  parameters: ["id"],
};

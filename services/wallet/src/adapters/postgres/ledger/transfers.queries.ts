// Made by `npm run sql` from transfers.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface FindTransferRequestParams {
  source: string;
  requestId: string;
}

export interface FindTransferRequestRow {
  content_hash: Uint8Array;
  rejection_code: string | null;
  transfer_id: string | null;
  created_at: Date;
}

/** A request, with the first of its transfers. */
export const findTransferRequest: Statement<FindTransferRequestParams, FindTransferRequestRow> = {
  sql: `SELECT r.content_hash AS "content_hash", r.rejection_code, t.id::text AS transfer_id,
       coalesce(t.created_at, r.created_at) AS "created_at"
  FROM transfer_request r LEFT JOIN transfer t USING (source, request_id)
 WHERE r.source = $1 AND r.request_id = $2 ORDER BY t.id LIMIT 1`,
  parameters: ["source", "requestId"],
};

export interface InsertTransferRequestParams {
  source: string;
  requestId: string;
  contentHash: Uint8Array;
  rejection: string | null;
}

/** A new request. Fails where its key is there. */
export const insertTransferRequest: Statement<InsertTransferRequestParams, never> = {
  sql: `INSERT INTO transfer_request (source, request_id, content_hash, rejection_code)
VALUES ($1, $2, $3, $4)`,
  parameters: ["source", "requestId", "contentHash", "rejection"],
};

export interface InsertRejectionParams {
  source: string;
  requestId: string;
  contentHash: Uint8Array;
  rejection: string;
}

/** A request that was rejected, unless its key is there. */
export const insertRejection: Statement<InsertRejectionParams, never> = {
  sql: `INSERT INTO transfer_request (source, request_id, content_hash, rejection_code)
VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
  parameters: ["source", "requestId", "contentHash", "rejection"],
};

export interface InsertTransferParams {
  source: string;
  requestId: string;
  asset: string;
  amount: bigint | number;
  debitAccount: bigint | number | null;
  debitPlatform: string | null;
  debitBalance: bigint | number | null;
  debitVersion: bigint | number | null;
  creditAccount: bigint | number | null;
  creditPlatform: string | null;
  creditBalance: bigint | number | null;
  creditVersion: bigint | number | null;
  referenceType: string;
  referenceId: string;
  reason: string;
  actorId: string;
}

export interface InsertTransferRow {
  id: string;
  created_at: Date;
}

/** A transfer of a request. */
export const insertTransfer: Statement<InsertTransferParams, InsertTransferRow> = {
  sql: `INSERT INTO transfer (source, request_id, asset, amount, debit_account, debit_platform, debit_balance_after, debit_version,
  credit_account, credit_platform, credit_balance_after, credit_version, reference_type, reference_id, reason, actor_id)
VALUES ($1, $2, $3, $4::bigint, $5::bigint, $6, $7::bigint, $8::bigint,
  $9::bigint, $10, $11::bigint, $12::bigint, $13, $14, $15, $16)
RETURNING id::text AS "id", created_at`,
  parameters: ["source", "requestId", "asset", "amount", "debitAccount", "debitPlatform", "debitBalance", "debitVersion", "creditAccount", "creditPlatform", "creditBalance", "creditVersion", "referenceType", "referenceId", "reason", "actorId"],
};

export interface InsertDeltaParams {
  account: string;
  amount: bigint | number;
}

/** A change of a platform account's balance. */
export const insertDelta: Statement<InsertDeltaParams, never> = {
  sql: `INSERT INTO platform_delta (account, amount) VALUES ($1, $2::bigint)`,
  parameters: ["account", "amount"],
};

// Made by `npm run sql` from transfers.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface FindTransferRequestsParams {
  sources: readonly string[] | Buffer;
  requestIds: readonly string[] | Buffer;
}

export interface FindTransferRequestsRow {
  place: number;
  content_hash: Uint8Array;
  rejection_code: string | null;
  transfer_id: string | null;
  created_at: Date;
}

/** Requests, each with the first of its transfers. The places are those of the keys, from 1. */
export const findTransferRequests: Statement<FindTransferRequestsParams, FindTransferRequestsRow> = {
  sql: `SELECT place AS "place", content_hash AS "content_hash", rejection_code, transfer_id::text, created_at AS "created_at"
  FROM earlier_requests($1::text[], $2::text[])`,
  parameters: ["sources", "requestIds"],
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

export interface PostTransfersParams {
  accounts: string;
  requests: string;
  transfers: string;
  deltas: string;
}

export interface PostTransfersRow {
  id: string;
  created_at: Date;
}

/** Requests, their transfers in order, and the accounts afterwards. Fails where a request's key is there. */
export const postTransfers: Statement<PostTransfersParams, PostTransfersRow> = {
  sql: `SELECT id::text AS "id", created_at AS "created_at"
  FROM post_transfers($1::jsonb, $2::jsonb, $3::jsonb, $4::jsonb)`,
  parameters: ["accounts", "requests", "transfers", "deltas"],
};

// Made by `npm run sql` from open-requests.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface OpenRequestParams {
  withdrawalId: string;
  creatorId: string;
  amount: bigint | number;
  requestedAt: Date | string;
}

export const openRequest: Statement<OpenRequestParams, never> = {
  sql: `INSERT INTO open_request (withdrawal_id, creator_id, amount, requested_at)
VALUES ($1, $2, $3::bigint, $4::timestamptz) ON CONFLICT DO NOTHING`,
  parameters: ["withdrawalId", "creatorId", "amount", "requestedAt"],
};

export interface CloseRequestParams {
  withdrawalId: string;
  now: Date | string;
}

/** Also before it is known: the row then keeps a late request closed. */
export const closeRequest: Statement<CloseRequestParams, never> = {
  sql: `INSERT INTO open_request (withdrawal_id, creator_id, amount, requested_at, closed_at)
VALUES ($1, '', 0, $2::timestamptz, $2::timestamptz)
ON CONFLICT (withdrawal_id) DO UPDATE SET closed_at = coalesce(open_request.closed_at, excluded.closed_at)`,
  parameters: ["withdrawalId", "now"],
};

export interface AnnounceOldestParams {
  now: Date | string;
  requestedBefore: Date | string;
}

export interface AnnounceOldestRow {
  withdrawalId: string;
  creatorId: string;
  amount: bigint;
  requestedAt: Date;
}

export const announceOldest: Statement<AnnounceOldestParams, AnnounceOldestRow> = {
  sql: `UPDATE open_request SET announced_at = $1::timestamptz
WHERE withdrawal_id = (
  SELECT withdrawal_id FROM open_request
  WHERE requested_at < $2::timestamptz AND closed_at IS NULL AND announced_at IS NULL
  ORDER BY requested_at LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING withdrawal_id AS "withdrawalId", creator_id AS "creatorId", amount, requested_at AS "requestedAt"`,
  parameters: ["now", "requestedBefore"],
};

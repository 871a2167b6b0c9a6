// Made by `npm run sql` from idempotency-keys.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface ClaimKeyParams {
  subject: string;
  key: string;
  requestHash: string;
  leaseId: string;
  leaseSeconds: number;
  keptHours: number;
  mostKeys: number;
}

export interface ClaimKeyRow {
  again: boolean;
  since: Date;
}

/** Takes a key that is new, has expired, or was left by a request with the same hash whose lease has expired. A person at the limit gets no new key; counting is cheap, as most people have few. No row: not taken. */
export const claimKey: Statement<ClaimKeyParams, ClaimKeyRow> = {
  sql: `INSERT INTO idempotency_key AS k (subject, key, request_hash, lease_id, lease_until, expires_at)
SELECT $1, $2, $3, $4::uuid,
       now() + make_interval(secs => $5::float8), now() + make_interval(hours => $6::int)
WHERE EXISTS (SELECT 1 FROM idempotency_key WHERE subject = $1 AND key = $2)
   OR (SELECT count(*) FROM (SELECT 1 FROM idempotency_key WHERE subject = $1 LIMIT $7::int) AS kept) < $7::int
ON CONFLICT (subject, key) DO UPDATE SET
  request_hash = excluded.request_hash, lease_id = excluded.lease_id, lease_until = excluded.lease_until,
  expires_at = excluded.expires_at, created_at = CASE WHEN k.expires_at <= now() THEN now() ELSE k.created_at END,
  status = NULL, body = NULL, headers = NULL
WHERE k.expires_at <= now()
   OR (k.status IS NULL AND k.lease_until <= now() AND k.request_hash = excluded.request_hash)
RETURNING k.created_at < now() AS "again", k.created_at AS since`,
  parameters: ["subject", "key", "requestHash", "leaseId", "leaseSeconds", "keptHours", "mostKeys"],
};

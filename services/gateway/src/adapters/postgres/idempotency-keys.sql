/* @name ClaimKey
   Takes a key that is new, has expired, or was left by a request with the same hash whose lease has expired. A person at
   the limit gets no new key; counting is cheap, as most people have few. No row: not taken. */
INSERT INTO idempotency_key AS k (subject, key, request_hash, lease_id, lease_until, expires_at)
SELECT :subject, :key, :requestHash, :leaseId::uuid,
       now() + make_interval(secs => :leaseSeconds::float8), now() + make_interval(hours => :keptHours::int)
WHERE EXISTS (SELECT 1 FROM idempotency_key WHERE subject = :subject AND key = :key)
   OR (SELECT count(*) FROM (SELECT 1 FROM idempotency_key WHERE subject = :subject LIMIT :mostKeys::int) AS kept) < :mostKeys::int
ON CONFLICT (subject, key) DO UPDATE SET
  request_hash = excluded.request_hash, lease_id = excluded.lease_id, lease_until = excluded.lease_until,
  expires_at = excluded.expires_at, created_at = CASE WHEN k.expires_at <= now() THEN now() ELSE k.created_at END,
  status = NULL, body = NULL, headers = NULL
WHERE k.expires_at <= now()
   OR (k.status IS NULL AND k.lease_until <= now() AND k.request_hash = excluded.request_hash)
RETURNING k.created_at < now() AS "again!", k.created_at AS since;

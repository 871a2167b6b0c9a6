-- schema: withdrawals

/* @name StoreEvents
   Each event once, by its id. */
INSERT INTO stripe_event (id, type, account, object_id, payload)
SELECT * FROM unnest(:ids::text[], :types::text[], :accounts::text[], :objectIds::text[], :payloads::jsonb[])
ON CONFLICT DO NOTHING;

/* @name ClaimEvents
   Due events; no other replica gets them for so long. */
UPDATE stripe_event SET attempts = attempts + 1, next_at = now() + make_interval(secs => :leaseSeconds::float8)
WHERE id IN (SELECT id FROM stripe_event WHERE handled_at IS NULL AND next_at <= now() ORDER BY next_at LIMIT :limit::integer FOR UPDATE SKIP LOCKED)
RETURNING id, payload, attempts;

/* @name FinishEvent */
UPDATE stripe_event SET handled_at = now(), outcome = :outcome, error = :error WHERE id = :id AND handled_at IS NULL;

/* @name RepeatEvent */
UPDATE stripe_event SET error = :error, next_at = now() + :afterMs::float8 * interval '1 millisecond' WHERE id = :id AND handled_at IS NULL;

/* @name CountWaiting
   Counting further would cost more than it shows. */
SELECT count(*)::integer AS "waiting!" FROM (SELECT FROM stripe_event WHERE handled_at IS NULL LIMIT 10000) AS waiting;

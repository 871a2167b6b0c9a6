/* @name ClaimDue
   Due by the service's clock. A next run over two months away was computed by a wrong clock. */
UPDATE payout_due SET next_at = :now::timestamptz + make_interval(secs => :seconds::float8)
WHERE creator_id IN (
  SELECT creator_id FROM payout_due
  WHERE next_at <= :now::timestamptz OR next_at > :now::timestamptz + interval '64 days'
  ORDER BY next_at LIMIT :limit::integer FOR UPDATE SKIP LOCKED)
RETURNING creator_id;

/* @name SetDue */
INSERT INTO payout_due (creator_id, due_at, next_at, waits_for) VALUES (:creatorId, :dueAt?::timestamptz, :nextAt?::timestamptz, :waitsFor)
ON CONFLICT (creator_id) DO UPDATE SET due_at = excluded.due_at, next_at = excluded.next_at, waits_for = excluded.waits_for;

/* @name InsertRun
   No row where the period has a run. */
INSERT INTO payout_run (id, creator_id, period, version, run_on, outcome, reason, detail, withdrawal, amount, next_on, at)
VALUES (:id::uuid, :creatorId, :period, :version::integer, :runOn::date, :outcome, :reason, :detail, :withdrawalId?::uuid, :amount?::bigint, :nextOn?::date,
  :at::timestamptz)
ON CONFLICT (creator_id, period) DO NOTHING;

/* @name VersionsOf
   Newest first. Of changes that begin together only the last one ever counts. */
SELECT creator_id AS "creatorId", version, cadence, anchor_day AS "anchorDay", zone, minimum, retain, payout_method AS "payoutMethodId",
  effective_from AS "effectiveFrom", creator_name AS "creatorName", creator_email AS "creatorEmail", created_at AS "createdAt"
FROM payout_schedule v WHERE creator_id = :creatorId
  AND NOT EXISTS (SELECT FROM payout_schedule l WHERE l.creator_id = v.creator_id AND l.effective_from = v.effective_from AND l.version > v.version)
ORDER BY version DESC LIMIT :limit::integer;

/* @name LastPauses */
SELECT DISTINCT ON (by) by, paused, actor_id, reason, at FROM payout_pause WHERE creator_id = :creatorId ORDER BY by, id DESC;

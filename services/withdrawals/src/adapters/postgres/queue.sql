/* @name CreatorHistories
   How the withdrawals of some creators ended. */
SELECT w.creator_id AS "creatorId", count(*) FILTER (WHERE w.status = 'COMPLETED')::integer AS "paidCount!",
       coalesce(sum(w.amount) FILTER (WHERE w.status = 'COMPLETED'), 0)::bigint AS "paidTotal!",
       count(*) FILTER (WHERE w.status = 'FAILED')::integer AS "returnedCount!",
       count(*) FILTER (WHERE w.status = 'REJECTED')::integer AS "rejectedCount!",
       max(w.updated_at) FILTER (WHERE w.status = 'COMPLETED') AS "lastPaidAt?"
  FROM withdrawal w WHERE w.creator_id = ANY (:creators::text[]) AND w.status IN ('COMPLETED', 'FAILED', 'REJECTED') GROUP BY w.creator_id;

/* @name AdjustedByAdmin
   Creators with an open withdrawal whose balance an admin changed by hand, with that withdrawal. */
SELECT DISTINCT a.subject AS "creatorId", w.id
  FROM admin_act a JOIN withdrawal w ON w.creator_id = a.subject AND w.status IN ('PENDING', 'APPROVED') AND NOT w.is_stuck
 WHERE lower(a.requested_by) = lower(:adminId) AND a.kind = ANY (:kinds::text[]) AND a.state IN ('confirmed', 'executed')
   AND a.requested_at > :since::timestamptz AND (:creators?::text[] IS NULL OR a.subject = ANY (:creators::text[]))
 ORDER BY w.id LIMIT :limit::integer;

/* @name DueFacts
   Claims pending withdrawals whose facts are due, the longest unread first. */
UPDATE decision_facts SET next_at = now() + make_interval(secs => :leaseSeconds::float8)
WHERE withdrawal IN (SELECT withdrawal FROM decision_facts WHERE next_at <= now() ORDER BY next_at LIMIT :limit::integer FOR UPDATE SKIP LOCKED)
RETURNING withdrawal AS id;

/* @name KeepFacts */
INSERT INTO decision_facts (withdrawal, facts, read_at, next_at)
VALUES (:id::uuid, :facts::jsonb, :readAt::timestamptz, CASE WHEN :isOpen::boolean THEN now() + make_interval(secs => :againInSeconds::float8) END)
ON CONFLICT (withdrawal) DO UPDATE SET facts = EXCLUDED.facts, read_at = EXCLUDED.read_at, next_at = EXCLUDED.next_at;

/* @name KeepRisk
   `risk_changed_at` moves where pages show something else by now. */
UPDATE withdrawal SET risk = :risk::smallint, risk_reasons = :reasons::text[], risk_at = :readAt::timestamptz,
  risk_changed_at = CASE WHEN risk = :risk::smallint AND risk_reasons = :reasons::text[] AND risk_at IS NOT NULL THEN risk_changed_at ELSE now() END
WHERE id = :id::uuid;

/* @name FactsAreDue
   The facts of a creator's open withdrawals have changed. */
UPDATE decision_facts SET next_at = now()
WHERE withdrawal IN (SELECT id FROM withdrawal WHERE creator_id = :creatorId AND status = 'PENDING');

/* @name FactsAreNew
   A withdrawal has become visible. */
INSERT INTO decision_facts (withdrawal, next_at) VALUES (:id::uuid, now()) ON CONFLICT DO NOTHING;

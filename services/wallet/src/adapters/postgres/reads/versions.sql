/* @name EntriesBetween
   A page of an account's entries after a version, up to and with another, oldest first. */
-- As the branches of a page of entries, forwards and between two versions: each reads its own index and
-- stops after a page.
(SELECT m.id::text AS "id!", NULL::bigint AS batch, -m.tokens::bigint AS "amount!", m.balance_after AS "balance_after!", m.version AS "version!",
        b.posted_at AS "created_at!", 'STREAM_VIEW' AS "reference_type!", minute_session(m.id, m.minute)::text AS "reference!", m.minute,
        NULL::integer AS lines, NULL AS reason, NULL AS actor
 FROM viewer_minutes_after(:account::bigint, :after::bigint, :last::bigint, :limit::integer) AS m JOIN minute_batch b ON b.id = m.batch)
UNION ALL
(SELECT p.stream::text, p.batch, p.cents, p.balance_after, p.version, b.posted_at, 'STREAM_EARNINGS', p.stream::text, NULL, p.lines, NULL, NULL
 FROM (SELECT * FROM creator_posting WHERE creator = :account::bigint AND version > :after::bigint AND version <= :last::bigint
       ORDER BY version LIMIT :limit::integer) AS p JOIN minute_batch b ON b.id = p.batch)
UNION ALL
(SELECT id::text, NULL, -amount, debit_balance_after, debit_version, created_at, reference_type, reference_id, NULL, NULL, reason, actor_id
 FROM transfer WHERE debit_account = :account::bigint AND debit_version > :after::bigint AND debit_version <= :last::bigint
 ORDER BY debit_version LIMIT :limit::integer)
UNION ALL
(SELECT id::text, NULL, amount, credit_balance_after, credit_version, created_at, reference_type, reference_id, NULL, NULL, reason, actor_id
 FROM transfer WHERE credit_account = :account::bigint AND credit_version > :after::bigint AND credit_version <= :last::bigint
 ORDER BY credit_version LIMIT :limit::integer)
ORDER BY version LIMIT :limit::integer;

/* @name LastEntry
   The newest entry with at most this version. */
SELECT version AS "version!", balance_after AS "balance_after!", created_at AS "created_at!" FROM (
  (SELECT m.version, m.balance_after, b.posted_at AS created_at
   FROM viewer_minutes_before(:account::bigint, :version::bigint + 1, 1) AS m JOIN minute_batch b ON b.id = m.batch)
  UNION ALL
  (SELECT p.version, p.balance_after, b.posted_at
   FROM (SELECT version, balance_after, batch FROM creator_posting WHERE creator = :account::bigint AND version <= :version::bigint
         ORDER BY version DESC LIMIT 1) AS p JOIN minute_batch b ON b.id = p.batch)
  UNION ALL
  (SELECT debit_version, debit_balance_after, created_at FROM transfer
   WHERE debit_account = :account::bigint AND debit_version <= :version::bigint ORDER BY debit_version DESC LIMIT 1)
  UNION ALL
  (SELECT credit_version, credit_balance_after, created_at FROM transfer
   WHERE credit_account = :account::bigint AND credit_version <= :version::bigint ORDER BY credit_version DESC LIMIT 1)
  UNION ALL
  -- What a detached partition ended with: its own entries are not here any more.
  (SELECT r.last_version, r.balance_after, minute_time(p.to_id) - interval '1 millisecond'
   FROM closed_run r JOIN minute_partition p ON p.name = r.partition
   WHERE r.account = :account::bigint AND r.last_version <= :version::bigint AND p.detached_at IS NOT NULL AND r.amount < 0
   ORDER BY r.last_version DESC LIMIT 1)
) AS newest ORDER BY version DESC LIMIT 1;

/* @name SumTransfers
   The transfers of an account after a version, up to and with another, summed by what they refer to. */
SELECT reference_type AS "referenceType!", sum(amount)::bigint AS "amount!" FROM (
  SELECT reference_type, -amount AS amount FROM transfer
   WHERE debit_account = :account::bigint AND debit_version > :opens::bigint AND debit_version <= :closes::bigint
  UNION ALL
  SELECT reference_type, amount FROM transfer
   WHERE credit_account = :account::bigint AND credit_version > :opens::bigint AND credit_version <= :closes::bigint
) AS transferred GROUP BY reference_type ORDER BY reference_type;

/* @name FindDetached
   Whether minutes between two versions were detached. */
-- Only viewers' entries are: a creator's runs are credits.
SELECT EXISTS (SELECT FROM closed_run r JOIN minute_partition p ON p.name = r.partition
  WHERE r.account = :account::bigint AND r.last_version > :opens::bigint AND r.first_version <= :closes::bigint AND r.amount < 0
    AND p.detached_at IS NOT NULL) AS "detached!";

/* @name TotalsByMonth
   The entries between two versions, summed by the month of a zone and by what they refer to. */
SELECT to_char(at AT TIME ZONE :zone::text, 'YYYY-MM') AS "month!", reference_type AS "referenceType!",
       sum(minutes)::bigint AS "minutes!", sum(amount)::bigint AS "amount!"
  FROM (
    SELECT b.posted_at AS at, 'STREAM_VIEW' AS reference_type, 1 AS minutes, -m.tokens::bigint AS amount
      FROM viewer_minute m JOIN minute_batch b ON b.id = m.batch
     WHERE m.viewer = :account::bigint AND m.version > :opens::bigint AND m.version <= :closes::bigint AND m.paid AND m.tokens > 0
    UNION ALL
    SELECT b.posted_at, 'STREAM_EARNINGS', p.lines, p.cents FROM creator_posting p JOIN minute_batch b ON b.id = p.batch
     WHERE p.creator = :account::bigint AND p.version > :opens::bigint AND p.version <= :closes::bigint
    UNION ALL
    SELECT created_at, reference_type, 0, -amount FROM transfer
     WHERE debit_account = :account::bigint AND debit_version > :opens::bigint AND debit_version <= :closes::bigint
    UNION ALL
    SELECT created_at, reference_type, 0, amount FROM transfer
     WHERE credit_account = :account::bigint AND credit_version > :opens::bigint AND credit_version <= :closes::bigint
  ) AS entry GROUP BY 1, 2 ORDER BY 1, 2;

/* @name TotalsByStream
   The minutes between two versions, summed by stream, the most watched first. */
SELECT stream::text AS "stream!", sum(minutes)::bigint AS "minutes!", sum(amount)::bigint AS "amount!"
  FROM (
    SELECT stream, 1 AS minutes, -tokens::bigint AS amount FROM viewer_minute
     WHERE viewer = :account::bigint AND version > :opens::bigint AND version <= :closes::bigint AND paid AND tokens > 0
    UNION ALL
    SELECT stream, lines, cents FROM creator_posting
     WHERE creator = :account::bigint AND version > :opens::bigint AND version <= :closes::bigint
  ) AS watched GROUP BY stream ORDER BY sum(minutes) DESC, stream LIMIT :limit::integer;

/* @name TransfersBetween
   The transfers between two versions, oldest first. */
SELECT id::text AS "id!", NULL::bigint AS batch, amount AS "amount!", balance_after AS "balance_after!", version AS "version!",
       created_at AS "created_at!", reference_type AS "reference_type!", reference_id AS "reference!", NULL::integer AS minute,
       NULL::integer AS lines, reason, actor_id AS actor
  FROM (
    (SELECT id, -amount AS amount, debit_balance_after AS balance_after, debit_version AS version, created_at, reference_type, reference_id,
            reason, actor_id
       FROM transfer WHERE debit_account = :account::bigint AND debit_version > :opens::bigint AND debit_version <= :closes::bigint
      ORDER BY debit_version LIMIT :limit::integer)
    UNION ALL
    (SELECT id, amount, credit_balance_after, credit_version, created_at, reference_type, reference_id, reason, actor_id
       FROM transfer WHERE credit_account = :account::bigint AND credit_version > :opens::bigint AND credit_version <= :closes::bigint
      ORDER BY credit_version LIMIT :limit::integer)
  ) AS moved ORDER BY version LIMIT :limit::integer;

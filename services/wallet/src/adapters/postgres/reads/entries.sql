/* @name PageOfEntries
   A page of an account's entries before a version, newest first. */
-- Each branch reads its own index backwards from the cursor and stops after a page, however long the
-- account's history is.
(SELECT m.id::text AS "id!", NULL::bigint AS batch, -m.tokens::bigint AS "amount!", m.balance_after AS "balance_after!", m.version AS "version!",
        b.posted_at AS "created_at!", 'STREAM_VIEW' AS "reference_type!", minute_session(m.id, m.minute)::text AS "reference!", m.minute,
        NULL::integer AS lines, NULL AS reason, NULL AS actor
 FROM viewer_minutes_before(:account::bigint, :before::bigint, :limit::integer) AS m JOIN minute_batch b ON b.id = m.batch
 WHERE :referenceType IN ('', 'STREAM_VIEW'))
UNION ALL
(SELECT p.stream::text, p.batch, p.cents, p.balance_after, p.version, b.posted_at, 'STREAM_EARNINGS', p.stream::text, NULL, p.lines, NULL, NULL
 FROM (SELECT * FROM creator_posting WHERE creator = :account::bigint AND version < :before::bigint AND :referenceType IN ('', 'STREAM_EARNINGS')
       ORDER BY version DESC LIMIT :limit::integer) AS p JOIN minute_batch b ON b.id = p.batch)
UNION ALL
(SELECT id::text, NULL, -amount, debit_balance_after, debit_version, created_at, reference_type, reference_id, NULL, NULL, reason, actor_id
 FROM transfer WHERE debit_account = :account::bigint AND debit_version < :before::bigint AND :referenceType IN ('', reference_type)
 ORDER BY debit_version DESC LIMIT :limit::integer)
UNION ALL
(SELECT id::text, NULL, amount, credit_balance_after, credit_version, created_at, reference_type, reference_id, NULL, NULL, reason, actor_id
 FROM transfer WHERE credit_account = :account::bigint AND credit_version < :before::bigint AND :referenceType IN ('', reference_type)
 ORDER BY credit_version DESC LIMIT :limit::integer)
ORDER BY version DESC LIMIT :limit::integer;

/* @name PageOfStream
   The same of one stream alone: between versions that are of its time, which are hardly anybody else's. */
SELECT p.stream::text AS "id!", p.batch, p.cents AS amount, p.balance_after, p.version, b.posted_at AS created_at,
       'STREAM_EARNINGS' AS "reference_type!", p.stream::text AS "reference!", NULL::integer AS minute, p.lines, NULL AS reason, NULL AS actor
  FROM (SELECT * FROM creator_posting
         WHERE creator = :account::bigint AND version < :before::bigint AND version > :after::bigint AND stream = :stream::uuid
         ORDER BY version DESC LIMIT :limit::integer) AS p JOIN minute_batch b ON b.id = p.batch
 ORDER BY p.version DESC;

/* @name TimeOfStream
   The hours in which a stream earned, by the rollup of its postings: all of its entries are in them. */
SELECT min(hour) AS first, max(hour) + interval '1 hour' AS over FROM earnings_hour WHERE stream = :stream::uuid AND creator = :creator::bigint;

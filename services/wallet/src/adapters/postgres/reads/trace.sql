/* @name FindTransfer
   A transfer with the owners of its sides. */
SELECT t.id::text AS "id!", t.source AS "source!", t.request_id AS "request_id!", t.asset AS "asset!", t.amount AS "amount!", t.debit_account, t.debit_version,
       t.debit_platform, t.credit_platform, t.reference_type AS "reference_type!", t.reference_id AS "reference_id!", t.reason AS "reason!",
       t.actor_id AS "actor_id!", t.created_at AS "created_at!", d.owner AS "debit_owner?", c.owner AS "credit_owner?"
  FROM transfer t LEFT JOIN account d ON d.id = t.debit_account LEFT JOIN account c ON c.id = t.credit_account
 WHERE t.id = :id::uuid;

/* @name TransfersOfRequests
   The transfers of some requests, in the order in which they were posted. */
SELECT t.id::text AS "id!", t.source AS "source!", t.request_id AS "request_id!", t.asset AS "asset!", t.amount AS "amount!", t.debit_account, t.debit_version,
       t.debit_platform, t.credit_platform, t.reference_type AS "reference_type!", t.reference_id AS "reference_id!", t.reason AS "reason!",
       t.actor_id AS "actor_id!", t.created_at AS "created_at!", d.owner AS "debit_owner?", c.owner AS "credit_owner?"
  FROM unnest(:sources::text[], :requestIds::text[]) AS r (source, request_id)
  JOIN transfer t ON t.source = r.source AND t.request_id = r.request_id
  LEFT JOIN account d ON d.id = t.debit_account LEFT JOIN account c ON c.id = t.credit_account
 ORDER BY t.id;

/* @name HoldTimes
   When a hold was placed and ended. */
SELECT created_at, ended_at FROM hold WHERE id = :id::uuid;

/* @name DebitedBefore
   All that left an account by versions below this one. */
SELECT coalesce(sum(amount), 0)::bigint AS "cents!" FROM transfer WHERE debit_account = :account::bigint AND debit_version < :version::bigint;

/* @name CreditedUpTo
   All that a creator's account had received up to a version: its balance then, and what had left it. */
SELECT (coalesce((
  SELECT balance_after FROM (
    (SELECT version, balance_after FROM creator_posting WHERE creator = :account::bigint AND version <= :version::bigint
     ORDER BY version DESC LIMIT 1)
    UNION ALL
    (SELECT debit_version, debit_balance_after FROM transfer WHERE debit_account = :account::bigint AND debit_version <= :version::bigint
     ORDER BY debit_version DESC LIMIT 1)
    UNION ALL
    (SELECT credit_version, credit_balance_after FROM transfer WHERE credit_account = :account::bigint AND credit_version <= :version::bigint
     ORDER BY credit_version DESC LIMIT 1)) AS newest
   ORDER BY version DESC LIMIT 1), 0)
  + coalesce((SELECT sum(amount) FROM transfer WHERE debit_account = :account::bigint AND debit_version <= :version::bigint), 0))::bigint AS "cents!";

/* @name CreditAt
   The credit of a creator's account at a version: a posting, or a transfer. */
SELECT p.version AS "version!", p.cents AS "amount!", b.posted_at AS "at!", p.stream::text AS stream, p.lines,
       NULL::text AS id, '' AS "reference_type!", '' AS "reason!", '' AS "actor_id!"
  FROM creator_posting p JOIN minute_batch b ON b.id = p.batch WHERE p.creator = :account::bigint AND p.version = :version::bigint
UNION ALL
SELECT credit_version, amount, created_at, NULL, NULL, id::text, reference_type, reason, actor_id
  FROM transfer WHERE credit_account = :account::bigint AND credit_version = :version::bigint;

/* @name StreamsBetween
   The postings of a creator strictly between two versions, by stream and day. */
SELECT p.stream::text AS "stream!", date_trunc('day', b.posted_at, 'UTC') AS "day!", sum(p.lines)::bigint AS "minutes!", sum(p.cents)::bigint AS "cents!"
  FROM creator_posting p JOIN minute_batch b ON b.id = p.batch
 WHERE p.creator = :account::bigint AND p.version > :after::bigint AND p.version < :before::bigint
 GROUP BY 1, 2;

/* @name OthersBetween
   The transfers to an account strictly between two versions, oldest first. */
SELECT id::text AS "id!", credit_version AS "version!", amount, reference_type, reason, actor_id, created_at
  FROM transfer WHERE credit_account = :account::bigint AND credit_version > :after::bigint AND credit_version < :before::bigint
 ORDER BY credit_version LIMIT :limit::integer;

/* @name MinutesOfSessions
   The minutes of some sessions whose postings to a creator lie between two versions, on one day. */
-- Each minute is read by its key: OFFSET 0 keeps the subquery from becoming a join over all minutes.
SELECT s.session::text AS "session!", m.minute AS "minute!", a.owner AS "viewer!", m.tokens::bigint AS "tokens!", m.cents::bigint AS "cents!",
       b.posted_at AS "at!", p.version AS "version!"
  FROM unnest(:sessions::uuid[], :minutes::integer[]) AS s (session, minutes) CROSS JOIN LATERAL generate_series(1, s.minutes) AS n (minute)
  JOIN LATERAL (SELECT * FROM viewer_minute v WHERE v.id = minute_id(s.session, n.minute) AND v.paid OFFSET 0) AS m ON true
  JOIN LATERAL (SELECT * FROM creator_posting c WHERE c.batch = m.batch AND c.stream = m.stream AND c.creator = :account::bigint
                   AND c.version BETWEEN :first::bigint AND :last::bigint OFFSET 0) AS p ON true
  JOIN minute_batch b ON b.id = m.batch JOIN account a ON a.id = m.viewer
 WHERE b.posted_at >= :day::timestamptz AND b.posted_at < :day::timestamptz + interval '1 day'
 ORDER BY s.session, m.minute;

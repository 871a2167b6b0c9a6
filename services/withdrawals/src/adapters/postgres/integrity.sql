/* @name HoldsToCompare
   The hold of a withdrawal that is quiet must be in the wallet as here. */
SELECT id, creator_id AS "userId", amount, CASE WHEN updated_at > now() - interval '10 minutes' THEN 'any' ELSE hold END AS "status!"
FROM withdrawal
WHERE id > :after::uuid AND hold <> 'placing' AND (status IN ('PENDING', 'APPROVED') OR updated_at > now() - interval '30 days')
ORDER BY id LIMIT :limit::integer;

/* @name InTransit */
SELECT count(*) AS "compared!",
  coalesce(sum(amount) FILTER (WHERE status = 'APPROVED' AND hold = 'posted'), 0)::text AS "cents!",
  coalesce(sum(amount) FILTER (WHERE updated_at > now() - interval '10 minutes'), 0)::text AS "moved!"
FROM withdrawal WHERE status = 'APPROVED' OR updated_at > now() - interval '10 minutes';

/* @name StripeAccounts
   Accounts that may have money of the platform; not those where people have left it to the creator. */
SELECT DISTINCT destination FROM payout_attempt
WHERE method = 'stripe' AND (state NOT IN ('failed', 'reversed', 'returned', 'settled', 'paid') OR updated_at > now() - interval '30 days')
  AND destination NOT IN (SELECT a.destination FROM payout_attempt a JOIN resolution r ON r.attempt = a.id WHERE a.funding_ref <> '');

/* @name StripeSums
   Of accounts where people have left money, only what is under way is taken off the books' side. */
SELECT coalesce(sum(amount - charged) FILTER (WHERE updated_at > now() - interval '10 minutes'), 0)::text AS "moved!",
  (coalesce(sum(amount - charged) FILTER (WHERE NOT left_to_creator AND state = 'reversing' AND paid_at IS NOT NULL), 0)
   - coalesce(sum(amount - charged) FILTER (WHERE left_to_creator AND state IN ('funded', 'sending', 'sent', 'reversing') AND paid_at IS NULL), 0))::text AS "returning!"
FROM (SELECT p.*, p.destination IN (SELECT a.destination FROM payout_attempt a JOIN resolution r ON r.attempt = a.id WHERE a.funding_ref <> '') AS left_to_creator
      FROM payout_attempt p WHERE p.method = 'stripe') AS each;

/* @name StatesAgreeWithHolds
   I9: the place of the money agrees with the state, but for changes of the last ten minutes. */
SELECT count(*) AS "compared!", count(*) FILTER (WHERE NOT fine) AS "wrong!", left(min(text) FILTER (WHERE NOT fine), 200) AS detail,
  coalesce(sum(hashtextextended(text, 0)::numeric) FILTER (WHERE NOT fine), 0)::text AS "fingerprint!"
FROM (SELECT id || ' is ' || status || ' with its hold ' || hold AS text, CASE
        WHEN status = 'PENDING' THEN hold IN ('placing', 'held')
        WHEN status IN ('REJECTED', 'CANCELED') THEN hold = 'voided' OR (hold = 'held' AND updated_at > now() - interval '10 minutes')
        WHEN status = 'APPROVED' THEN hold = 'posted' OR (hold = 'held' AND updated_at > now() - interval '10 minutes')
        ELSE hold = 'posted' END AS fine
      FROM withdrawal) AS each;

/* @name PaidAtMostOnce
   I8: paid and not returned at most once, and no more than the amount. */
SELECT count(*) AS "compared!", count(*) FILTER (WHERE NOT fine) AS "wrong!", left(min(text) FILTER (WHERE NOT fine), 200) AS detail,
  coalesce(sum(hashtextextended(text, 0)::numeric) FILTER (WHERE NOT fine), 0)::text AS "fingerprint!"
FROM (SELECT format('%s of %s was paid %s times, %s in all', w.id, w.amount, count(*), sum(a.amount)) AS text, count(*) <= 1 AND sum(a.amount) <= w.amount AS fine
      FROM withdrawal w JOIN payout_attempt a ON a.withdrawal = w.id
      WHERE a.state IN ('sent', 'paid', 'settled') OR (a.state = 'reversing' AND a.paid_at IS NOT NULL) GROUP BY w.id) AS each;

/* @name StatesAgreeWithAttempts */
SELECT count(*) AS "compared!", count(*) FILTER (WHERE NOT fine) AS "wrong!", left(min(text) FILTER (WHERE NOT fine), 200) AS detail,
  coalesce(sum(hashtextextended(text, 0)::numeric) FILTER (WHERE NOT fine), 0)::text AS "fingerprint!"
FROM (SELECT format('%s is %s with attempts: %s', w.id, w.status, coalesce(string_agg(a.state, ', ' ORDER BY a.id), 'none')) AS text, CASE
        WHEN w.status = 'COMPLETED' THEN count(*) FILTER (WHERE a.state IN ('paid', 'settled') OR (a.state = 'reversing' AND a.paid_at IS NOT NULL)) = 1
        WHEN w.status = 'FAILED' THEN count(*) FILTER (WHERE a.state NOT IN ('failed', 'reversed', 'returned')) = 0 AND count(a.id) > 0
        WHEN w.status = 'APPROVED' THEN count(*) FILTER (WHERE a.state IN ('paid', 'settled')) = 0
        ELSE count(a.id) = 0 END AS fine
      FROM withdrawal w LEFT JOIN payout_attempt a ON a.withdrawal = w.id GROUP BY w.id) AS each;

/* @name PaidWhereApproved
   I17: an attempt goes where the withdrawal goes; once begun, enough admins have approved it. */
SELECT count(*) AS "compared!", count(*) FILTER (WHERE NOT fine) AS "wrong!", left(min(text) FILTER (WHERE NOT fine), 200) AS detail,
  coalesce(sum(hashtextextended(text, 0)::numeric) FILTER (WHERE NOT fine), 0)::text AS "fingerprint!"
FROM (SELECT format('%s is for version %s of its place %s, and is paid to %s', w.id, w.destination_version, w.destination, a.destination) AS text,
        a.destination = w.destination AND a.method = m.kind AND (a.state = 'created' OR w.approvals_needed <=
          (SELECT count(*) FROM approval p WHERE p.withdrawal = w.id AND p.destination_version = w.destination_version)) AS fine
      FROM withdrawal w JOIN payout_attempt a ON a.withdrawal = w.id JOIN payout_method m ON m.id = w.payout_method
      WHERE a.state <> 'failed') AS each;

/* @name HistoryIsComplete
   The history has a row for every state. */
SELECT count(*) AS "compared!", count(*) FILTER (WHERE NOT fine) AS "wrong!", left(min(text) FILTER (WHERE NOT fine), 200) AS detail,
  coalesce(sum(hashtextextended(text, 0)::numeric) FILTER (WHERE NOT fine), 0)::text AS "fingerprint!"
FROM (SELECT format('%s is %s; its history ends with %s', id, status, coalesce(last, 'nothing')) AS text, last IS NOT DISTINCT FROM status AS fine
      FROM (SELECT w.id, w.status, (SELECT to_status FROM withdrawal_change c WHERE c.withdrawal = w.id ORDER BY c.id DESC LIMIT 1) AS last
            FROM withdrawal w WHERE w.hold <> 'placing') AS ends) AS each;

/* @name EventsLeave */
SELECT count(*) AS "compared!", count(*) FILTER (WHERE NOT fine) AS "wrong!", left(min(text) FILTER (WHERE NOT fine), 200) AS detail,
  coalesce(sum(hashtextextended(text, 0)::numeric) FILTER (WHERE NOT fine), 0)::text AS "fingerprint!"
FROM (SELECT subject || ' has waited since ' || created_at || ': ' || id AS text, created_at >= now() - interval '10 minutes' AS fine
      FROM outbox WHERE sent_at IS NULL) AS each;

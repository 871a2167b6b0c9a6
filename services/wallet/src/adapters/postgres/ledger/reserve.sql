/* @name EarnedByDay
   Cents per day from one on: minutes, and what platform clients credited. */
SELECT (at AT TIME ZONE 'UTC')::date::text AS "day!", sum(cents)::bigint AS "cents!" FROM (
  SELECT hour AS at, cents FROM earnings_hour WHERE creator = :account::bigint AND hour >= :from::timestamptz
  UNION ALL
  SELECT created_at, amount FROM transfer
   WHERE credit_account = :account::bigint AND created_at >= :from::timestamptz AND asset = 'USD' AND source LIKE 'platform:%') AS earned
 GROUP BY 1 ORDER BY 1;

/* @name FirstEarnedAt
   The hour or the time of the first earnings; null before them. */
SELECT least(
  (SELECT hour FROM earnings_hour WHERE creator = :account::bigint ORDER BY hour LIMIT 1),
  (SELECT created_at FROM transfer WHERE credit_account = :account::bigint AND asset = 'USD' AND source LIKE 'platform:%'
   ORDER BY created_at LIMIT 1)) AS at;

/* @name OpenLots
   Lots whose holds stand. */
SELECT day::text AS "day!", part AS "part!", amount AS "amount!", hold::text AS "hold!", release_on::text AS "releaseOn!"
  FROM reserve_lot WHERE account = :account::bigint AND hold IS NOT NULL AND ended_at IS NULL ORDER BY day;

/* @name ReservedByDay
   The days of which a lot was placed, with what the terms reserved. */
SELECT day::text AS "day!", share AS "cents!" FROM reserve_lot WHERE account = :account::bigint AND day >= :from::date AND part = 0;

/* @name InsertLot
   A lot, or a smaller one in the place of one that was drawn from. */
INSERT INTO reserve_lot (account, day, part, share, amount, hold, release_on)
VALUES (:account::bigint, :day::date, :part::integer, :share::bigint, :amount::bigint, :hold?::uuid, :releaseOn::date);

/* @name MarkLotEnded
   The lot's hold has ended. */
UPDATE reserve_lot SET ended_at = now()
 WHERE account = :account::bigint AND day = :day::date AND part = :part::integer AND hold IS NOT NULL AND ended_at IS NULL;

/* @name CreatorsOfDay
   A page of the creators who earned on a day and have no lot of it, after an account. */
-- No index begins with the hour, because posting would pay for it. So this walks from creator to creator in
-- the indexes that there are, and looks at each one's day.
WITH RECURSIVE creator (account) AS (
  SELECT least((SELECT creator FROM earnings_hour WHERE creator > :after::bigint ORDER BY creator LIMIT 1),
               (SELECT credit_account FROM transfer WHERE credit_account > :after::bigint AND asset = 'USD' AND source LIKE 'platform:%'
                ORDER BY credit_account LIMIT 1))
  UNION ALL
  SELECT least((SELECT e.creator FROM earnings_hour e WHERE e.creator > c.account ORDER BY e.creator LIMIT 1),
               (SELECT t.credit_account FROM transfer t WHERE t.credit_account > c.account AND t.asset = 'USD' AND t.source LIKE 'platform:%'
                ORDER BY t.credit_account LIMIT 1))
    FROM creator c WHERE c.account IS NOT NULL),
page AS (SELECT account FROM creator WHERE account IS NOT NULL LIMIT :limit::integer)
SELECT a.id AS "account!", a.owner AS "owner!",
       NOT EXISTS (SELECT FROM reserve_lot l WHERE l.account = a.id AND l.day = :day::date)
       AND (EXISTS (SELECT FROM earnings_hour e WHERE e.creator = a.id AND e.hour >= :from::timestamptz AND e.hour < :to::timestamptz)
         OR EXISTS (SELECT FROM transfer t WHERE t.credit_account = a.id AND t.created_at >= :from::timestamptz AND t.created_at < :to::timestamptz
                      AND t.asset = 'USD' AND t.source LIKE 'platform:%')) AS "earned!"
  FROM page JOIN account a ON a.id = page.account ORDER BY a.id;

/* @name CreatorsWithDueLots
   Some creators with a lot whose time is over. */
SELECT DISTINCT a.id AS "account!", a.owner AS "owner!" FROM (
  SELECT account FROM reserve_lot WHERE hold IS NOT NULL AND ended_at IS NULL AND release_on <= :today::date
   ORDER BY release_on LIMIT :limit::integer) AS due JOIN account a ON a.id = due.account;

/* @name FirstReserveAt
   When an admin first set a reserve; null before that. */
SELECT min(at) AS at FROM earnings_policy WHERE reserve_percent > 0;

/* @name PlacedDays
   Days from one on of which every lot is placed. */
SELECT day::text AS "day!" FROM reserve_day WHERE day >= :from::date;

/* @name InsertPlacedDay
   Every lot of a day is placed. */
INSERT INTO reserve_day (day) VALUES (:day::date) ON CONFLICT DO NOTHING;

/* @name ReadFunds
   A viewer's available tokens, and how far each of some sessions is paid. */
-- One statement, so one snapshot: what is not in the balance is not among the paid minutes, and the other
-- way round. Paid minutes are a session's first ones, so each session is followed from what the caller knew
-- to the first one that isn't paid; 10,000 steps are far more minutes than can be on their way at once.
-- Below the lowest id is no minute of any of the sessions: so many partitions need not be opened.
WITH RECURSIVE paid (place, session, minute, steps) AS (
  SELECT place, session, minute, 0 FROM unnest(:sessions::uuid[], :minutes::integer[]) WITH ORDINALITY AS asked (session, minute, place)
  UNION ALL
  SELECT p.place, p.session, p.minute + 1, p.steps + 1 FROM paid p
  WHERE p.steps < 10000
    AND EXISTS (SELECT FROM viewer_minute m WHERE m.id = minute_id(p.session, p.minute + 1) AND m.id >= :lowest::uuid AND m.paid))
SELECT coalesce((SELECT posted - held FROM account WHERE owner = :owner AND asset = 'TOKEN'), 0) AS "available!",
       (SELECT coalesce(array_agg(minute ORDER BY place), '{}') FROM (SELECT place, max(minute) AS minute FROM paid GROUP BY place) AS reached) AS "paid!";

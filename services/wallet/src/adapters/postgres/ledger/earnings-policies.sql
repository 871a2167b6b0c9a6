/* @name EarningsPolicies
   The newest versions of a scope, oldest first. */
SELECT version AS "version!", hold_days AS "holdDays!", new_creator_days AS "newCreatorDays!", new_creator_hold_days AS "newCreatorHoldDays!",
       reserve_percent AS "reservePercent!", reserve_days AS "reserveDays!", at AS "at!",
       actor_id AS "actorId!", confirmed_by AS "confirmedBy!"
  FROM (SELECT * FROM earnings_policy WHERE creator_id = :creatorId ORDER BY version DESC LIMIT :limit::integer) AS newest ORDER BY version;

/* @name FindEarningsPolicy
   The version that a request made. */
SELECT * FROM earnings_policy WHERE request_id = :requestId;

/* @name InsertEarningsPolicy
   A new version. Fails where another transaction has made the same one. */
INSERT INTO earnings_policy (creator_id, version, hold_days, new_creator_days, new_creator_hold_days, reserve_percent, reserve_days,
  releases_earlier, reason, actor_id, confirmed_by, request_id, at)
VALUES (:creatorId, :version::integer, :holdDays::integer, :newCreatorDays::integer, :newCreatorHoldDays::integer, :reservePercent::integer,
  :reserveDays::integer, :releasesEarlier::boolean, :reason, :actorId, :confirmedBy, :requestId, :at::timestamptz)
RETURNING *;

/* @name ListEarningsPolicies
   A page of versions, newest first; of one scope, or of all. */
SELECT * FROM earnings_policy
 WHERE (:creatorId?::text IS NULL OR creator_id = :creatorId) AND (:before?::bigint IS NULL OR id < :before::bigint)
 ORDER BY id DESC LIMIT :limit::integer;

/* @name OpenPart
   Where the part begins that the checks read line by line. */
-- kept_from: lines below this id were detached.
SELECT p.to_id::text AS "from_id!", c.to_batch AS from_batch,
       coalesce((SELECT to_id::text FROM minute_partition WHERE detached_at IS NOT NULL ORDER BY to_id DESC LIMIT 1),
                '00000000-0000-0000-0000-000000000000') AS "kept_from!"
  FROM closed_partition c JOIN minute_partition p ON p.name = c.partition
 WHERE NOT :whole::boolean OR p.detached_at IS NOT NULL ORDER BY p.to_id DESC LIMIT 1;

/* @name SummedParts
   Partitions that are summed up and not detached; first those that were not verified for the longest time. */
SELECT c.wrong, p.name, p.from_id::text AS "from_id!", p.to_id::text AS "to_id!", c.from_batch, c.to_batch,
       coalesce((SELECT to_id::text FROM minute_partition WHERE detached_at IS NOT NULL ORDER BY to_id DESC LIMIT 1),
                '00000000-0000-0000-0000-000000000000') AS "kept_from!"
  FROM closed_partition c JOIN minute_partition p ON p.name = c.partition WHERE p.detached_at IS NULL ORDER BY c.verified_at, p.from_id;

/* @name PartToSum
   The oldest partition that is closed and not summed up. */
SELECT p.name, p.from_id::text AS "from_id!", p.to_id::text AS "to_id!", p.closed_batch AS "closed_batch!",
       coalesce((SELECT to_id::text FROM minute_partition WHERE detached_at IS NOT NULL ORDER BY to_id DESC LIMIT 1),
                '00000000-0000-0000-0000-000000000000') AS "kept_from!",
       0::bigint AS "to_batch!", coalesce((SELECT max(to_batch) FROM closed_partition), 0) AS "from_batch!"
  FROM minute_partition p WHERE p.closed_at IS NOT NULL AND NOT EXISTS (SELECT FROM closed_partition c WHERE c.partition = p.name)
 ORDER BY p.from_id LIMIT 1;

/* @name TotalEarnings
   All that a creator's account earned. */
SELECT coalesce(sum(minutes), 0)::bigint AS "minutes!", coalesce(sum(cents), 0)::bigint AS "cents!" FROM earnings_hour WHERE creator = :creator;

/* @name EarningsSince
   What it earned since each of some times, in their order. */
SELECT coalesce(sum(h.cents), 0)::bigint AS "cents!"
  FROM unnest(:since::timestamptz[]) WITH ORDINALITY AS s (start, place)
  LEFT JOIN earnings_hour h ON h.creator = :creator AND h.hour >= s.start GROUP BY s.place ORDER BY s.place;

/* @name EarningsOfStreams
   What it earned with each of some streams. */
SELECT stream::text AS "stream!", sum(minutes)::bigint AS "minutes!", sum(cents)::bigint AS "cents!"
  FROM earnings_hour WHERE stream = ANY (:streams::uuid[]) AND creator = :creator GROUP BY stream;

/* @name EarningsSeries
   What it earned per hour, day or month, in order. */
SELECT date_trunc(:interval, hour, 'UTC') AS "start!", sum(minutes)::bigint AS "minutes!", sum(cents)::bigint AS "cents!"
  FROM earnings_hour
 WHERE creator = :creator AND hour >= :from::timestamptz AND hour < :to::timestamptz AND (:stream?::uuid IS NULL OR stream = :stream::uuid)
 GROUP BY 1 ORDER BY 1;

/* @name SumEarnings
   What it earned from each of some times to the next one, in order; "place" is from 1. */
SELECT width_bucket(hour, :starts::timestamptz[]) AS "place!", sum(minutes)::bigint AS "minutes!", sum(cents)::bigint AS "cents!"
  FROM earnings_hour
 WHERE creator = :creator AND hour >= :from::timestamptz AND hour < :to::timestamptz AND (:stream?::uuid IS NULL OR stream = :stream::uuid)
 GROUP BY 1 ORDER BY 1;

/* @name EarningsByStream
   A page of what it earned per stream, or per stream and day, after a place. */
SELECT stream::text AS "stream!", day, sum(minutes)::bigint AS "minutes!", sum(cents)::bigint AS "cents!"
  FROM (SELECT stream, minutes, cents, CASE WHEN :byDay::boolean THEN date_trunc('day', hour, 'UTC') END AS day
          FROM earnings_hour WHERE creator = :creator AND hour >= :from::timestamptz AND hour < :to::timestamptz) AS h
 WHERE :afterStream?::uuid IS NULL OR stream < :afterStream::uuid OR (stream = :afterStream::uuid AND day < :afterDay?::timestamptz)
 GROUP BY stream, day ORDER BY stream DESC, day DESC LIMIT :limit::integer;

/* @name HourlyTotals
   All paid minutes per hour since a time, in order. */
SELECT date_trunc('hour', posted_at, 'UTC') AS "start!", sum(paid)::bigint AS "minutes!", sum(tokens)::bigint AS "tokens!",
       sum(cents)::bigint AS "cents!"
  FROM minute_batch WHERE posted_at >= :from::timestamptz AND paid > 0 GROUP BY 1 ORDER BY 1;

/* @name NewestHours
   The newest hours in which a creator's account earned something. */
SELECT hour, stream::text AS "stream!", cents FROM earnings_hour WHERE creator = :creator AND cents > 0 ORDER BY hour DESC LIMIT :limit::integer;

/* @name EarnedInAll
   What some creators earned in all. */
SELECT a.owner AS "creatorId!", coalesce(sum(h.cents), 0)::bigint AS "cents!" FROM account a LEFT JOIN earnings_hour h ON h.creator = a.id
 WHERE a.owner = ANY (:creators::text[]) AND a.asset = 'USD' GROUP BY a.owner;

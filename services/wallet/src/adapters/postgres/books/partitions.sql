/* @name MakePartitions
   Makes the partitions in which the times (ms since 1970) lie. */
SELECT make_minute_partitions(:starts::bigint[], :hours::integer) AS "made!";

/* @name CountPartitionsAhead
   How many partitions begin after now. */
SELECT count(*)::integer AS "ahead!" FROM minute_partition WHERE minute_time(from_id) > now();

/* @name ClosePartitions
   Closes the partitions that ended so many days ago. */
SELECT close_minute_partitions(:days::integer) AS "closed!";

/* @name DetachPartition
   Detaches the oldest partition, where it ended so many days ago and may go. */
SELECT detach_minute_partition(:days::integer) AS detached;

/* @name TakeLock
   Held until the transaction ends. */
SELECT 1 AS locked FROM (SELECT pg_advisory_xact_lock(:lock::bigint)) AS l;

/* @name WrongPartitions
   Closed partitions that were found wrong when they were last verified. */
SELECT partition, wrong, detail, fingerprint FROM closed_partition WHERE wrong > 0 ORDER BY partition;

/* @name KeepVerdict
   Notes when a partition was verified, and with what verdict. */
UPDATE closed_partition SET verified_at = now(), wrong = :wrong::bigint, detail = :detail, fingerprint = :fingerprint WHERE partition = :partition;

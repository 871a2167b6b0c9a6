/* @name LockName
   Held until the transaction ends. Two names with the same hash wait for each other, which does no harm. */
SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))::text AS locked;

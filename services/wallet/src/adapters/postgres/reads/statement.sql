/* @name SumTransfers
   The transfers of an account after a version, up to and with another, summed by what they refer to. */
SELECT reference_type AS "referenceType!", sum(amount)::bigint AS "amount!" FROM (
  SELECT reference_type, -amount AS amount FROM transfer
   WHERE debit_account = :account::bigint AND debit_version > :opens::bigint AND debit_version <= :closes::bigint
  UNION ALL
  SELECT reference_type, amount FROM transfer
   WHERE credit_account = :account::bigint AND credit_version > :opens::bigint AND credit_version <= :closes::bigint
) AS transferred GROUP BY reference_type ORDER BY reference_type;

/* @name FindDetached
   Whether minutes between two versions were detached. */
-- Only viewers' entries are: a creator's runs are credits.
SELECT EXISTS (SELECT FROM closed_run r JOIN minute_partition p ON p.name = r.partition
  WHERE r.account = :account::bigint AND r.last_version > :opens::bigint AND r.first_version <= :closes::bigint AND r.amount < 0
    AND p.detached_at IS NOT NULL) AS "detached!";

/* @name StopsPayouts
   Also where the last run of the checks no longer counts. Locks the row. */
SELECT (frozen OR checked_until < now()) AS "stops!" FROM payout_freeze FOR SHARE;

/* @name AllowPayoutsFor */
UPDATE payout_freeze SET checked_until = now() + :ms::float8 * interval '1 millisecond';

/* @name SetFreeze */
UPDATE payout_freeze SET frozen = :frozen::boolean, by = :by, reason = :reason, at = now();

/* @name KeepFinding
   A finding that changes is no longer acknowledged. */
INSERT INTO integrity_finding (source, check_name, fingerprint, detail, difference) VALUES (:source, :check, :fingerprint, :detail, :difference?::text::numeric)
ON CONFLICT (source, check_name) DO UPDATE SET fingerprint = excluded.fingerprint, detail = excluded.detail, difference = excluded.difference,
  found_at = now(), acknowledged_at = NULL, acknowledged_by = '';

/* @name AcknowledgeFindings */
UPDATE integrity_finding SET acknowledged_at = now(), acknowledged_by = :by WHERE acknowledged_at IS NULL;

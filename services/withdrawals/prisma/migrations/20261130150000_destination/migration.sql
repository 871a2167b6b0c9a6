-- Where a withdrawal goes is fixed when it is asked for: `payout_method` with `destination`, the connected account as it was then (empty for manual). The version goes
-- up with each change, and an approval counts for the destination that it was given for.
ALTER TABLE withdrawal
  ADD COLUMN destination         text    NOT NULL DEFAULT '',
  ADD COLUMN destination_version integer NOT NULL DEFAULT 0;
ALTER TABLE approval ADD COLUMN destination_version integer NOT NULL DEFAULT 0;
ALTER TABLE approval DROP CONSTRAINT approval_pkey, ADD PRIMARY KEY (withdrawal, destination_version, admin_id);
GRANT UPDATE (destination, destination_version) ON withdrawal TO metercast_withdrawals;

-- A connected account that is closed stays closed: its creator sets up another one, and this one is kept. `bank` is what Stripe last said of the bank account behind it.
ALTER TABLE payout_method
  ADD COLUMN closed_at timestamptz,
  ADD COLUMN bank      text NOT NULL DEFAULT '';
DROP INDEX payout_method_one_stripe;
CREATE UNIQUE INDEX payout_method_one_stripe ON payout_method (creator_id) WHERE kind = 'stripe' AND deleted_at IS NULL AND closed_at IS NULL;
GRANT UPDATE (closed_at, bank) ON payout_method TO metercast_withdrawals;

-- What has been asked for already goes where it would have gone.
UPDATE withdrawal w SET payout_method = (
  SELECT m.id FROM payout_method m WHERE m.creator_id = w.creator_id AND m.deleted_at IS NULL AND (m.kind = 'manual' OR m.account_id IS NOT NULL)
    AND (m.id = w.payout_method OR m.is_default) ORDER BY m.id = w.payout_method DESC NULLS LAST LIMIT 1)
WHERE w.status IN ('PENDING', 'APPROVED') AND NOT EXISTS (SELECT 1 FROM payout_attempt a WHERE a.withdrawal = w.id);
UPDATE withdrawal w SET destination = m.account_id FROM payout_method m WHERE m.id = w.payout_method AND m.account_id IS NOT NULL;
CREATE INDEX withdrawal_payout_method ON withdrawal (payout_method) WHERE status IN ('PENDING', 'APPROVED');

-- `settled`: two people know that the money stays with the creator, whatever the payer answers. It counts as paid, and nothing is asked about it any more.
ALTER TABLE payout_attempt DROP CONSTRAINT payout_attempt_state_check;
ALTER TABLE payout_attempt ADD CONSTRAINT payout_attempt_state_check
  CHECK (state IN ('created', 'funding', 'funded', 'sending', 'sent', 'paid', 'settled', 'reversing', 'failed', 'reversed', 'returned'));

-- How people ended a payout that could not end by itself, with what they knew.
CREATE TABLE resolution (
  withdrawal   uuid PRIMARY KEY REFERENCES withdrawal,
  attempt      uuid        NOT NULL UNIQUE REFERENCES payout_attempt,
  outcome      text        NOT NULL CHECK (outcome IN ('with_creator', 'with_platform')),
  evidence     text        NOT NULL CHECK (evidence <> ''),
  reference    text        NOT NULL CHECK (reference <> ''),
  requested_by text        NOT NULL,
  confirmed_by text        NOT NULL,
  at           timestamptz NOT NULL DEFAULT now(),
  -- Two people, whatever the code says.
  CHECK (confirmed_by <> '' AND lower(confirmed_by) <> lower(requested_by))
);
GRANT SELECT, INSERT ON resolution TO metercast_withdrawals;

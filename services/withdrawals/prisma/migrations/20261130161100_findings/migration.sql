-- What the failing checks show now, one row a check. An admin who lifts a freeze acknowledges exactly these rows; a row that changes, or goes and comes back, freezes again.
CREATE TABLE integrity_finding (
  source          text        NOT NULL CHECK (source IN ('wallet', 'withdrawals')),
  check_name      text        NOT NULL,
  fingerprint     text        NOT NULL,
  detail          text        NOT NULL,
  -- Of a comparison with a tolerance: by how much the two sides differ.
  difference      numeric,
  found_at        timestamptz NOT NULL DEFAULT now(),
  acknowledged_at timestamptz,
  acknowledged_by text        NOT NULL DEFAULT '',
  PRIMARY KEY (source, check_name),
  CHECK ((acknowledged_at IS NULL) = (acknowledged_by = ''))
);
GRANT SELECT, INSERT, UPDATE, DELETE ON integrity_finding TO metercast_withdrawals;

-- Payouts start only while the last run of the checks counts. The first run says so for the first time.
ALTER TABLE payout_freeze ADD checked_until timestamptz NOT NULL DEFAULT now();
GRANT UPDATE (checked_until) ON payout_freeze TO metercast_withdrawals;

-- What froze, or what was acknowledged.
ALTER TABLE freeze_change ADD findings jsonb NOT NULL DEFAULT '[]';

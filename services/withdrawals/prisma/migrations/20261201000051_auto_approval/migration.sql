-- Approvals without a person: a dated policy of the admins, off until they turn it on. Amounts are cents.

-- Every version; the highest one is in force. Without a version every approval is a person's.
CREATE TABLE auto_approval_policy (
  version               integer PRIMARY KEY CHECK (version > 0),
  enabled               boolean     NOT NULL,
  max_payout            bigint      NOT NULL CHECK (max_payout >= 0),
  -- All approvals by policies on one UTC day.
  max_day               bigint      NOT NULL CHECK (max_day >= 0),
  min_account_age_days  integer     NOT NULL CHECK (min_account_age_days >= 0),
  min_completed_payouts integer     NOT NULL CHECK (min_completed_payouts >= 0),
  reason                text        NOT NULL CHECK (reason <> ''),
  -- Its act has both admins.
  act                   uuid        NOT NULL UNIQUE REFERENCES admin_act,
  at                    timestamptz NOT NULL
);

-- What policies approved, once per withdrawal. The day's sum is the sum of its rows.
CREATE TABLE auto_approval (
  withdrawal uuid PRIMARY KEY REFERENCES withdrawal,
  version    integer     NOT NULL REFERENCES auto_approval_policy,
  day        date        NOT NULL,
  amount     bigint      NOT NULL CHECK (amount > 0),
  at         timestamptz NOT NULL
);
CREATE INDEX auto_approval_day ON auto_approval (day);

-- When the job looks at a pending withdrawal again, and what was against it.
CREATE TABLE auto_approval_check (
  withdrawal uuid PRIMARY KEY REFERENCES withdrawal,
  version    integer     NOT NULL,
  reasons    text[]      NOT NULL,
  next_at    timestamptz NOT NULL
);

-- The completed payouts of a creator are counted.
CREATE INDEX payout_attempt_paid ON payout_attempt (creator_id, paid_at) WHERE paid_at IS NOT NULL;

GRANT SELECT, INSERT ON auto_approval_policy, auto_approval TO metercast_withdrawals;
GRANT SELECT, INSERT, UPDATE ON auto_approval_check TO metercast_withdrawals;

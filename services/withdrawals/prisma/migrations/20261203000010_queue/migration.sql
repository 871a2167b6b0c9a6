-- The admins' queue: its orders, decisions that can be undone, and the facts behind a risk.

-- The creator had never been paid when it was requested.
ALTER TABLE withdrawal ADD COLUMN first_payout boolean NOT NULL DEFAULT false;
-- What its facts say, 0 to 100, and why: kept with it, so that the queue is sorted by an index.
ALTER TABLE withdrawal ADD COLUMN risk smallint NOT NULL DEFAULT 0 CHECK (risk BETWEEN 0 AND 100);
ALTER TABLE withdrawal ADD COLUMN risk_reasons text[] NOT NULL DEFAULT '{}';
-- When the facts behind it were read; null: not yet.
ALTER TABLE withdrawal ADD COLUMN risk_at timestamptz;
-- When it last became another one. Not `updated_at`: the checks of the books leave alone what has just moved.
ALTER TABLE withdrawal ADD COLUMN risk_changed_at timestamptz;

UPDATE withdrawal w SET first_payout = NOT EXISTS (
  SELECT FROM payout_attempt a WHERE a.creator_id = w.creator_id AND a.paid_at IS NOT NULL AND a.withdrawal < w.id);

CREATE INDEX withdrawal_status_amount ON withdrawal (status, amount, id);
CREATE INDEX withdrawal_status_risk ON withdrawal (status, risk, id);
CREATE INDEX withdrawal_amount ON withdrawal (amount, id);
CREATE INDEX withdrawal_risk ON withdrawal (risk, id);
-- What changed since a page looked.
CREATE INDEX withdrawal_changed ON withdrawal (greatest(updated_at, risk_changed_at), id);

-- A decision of an admin that takes effect later, unless it is undone. Its row is deleted in the transaction
-- that decides or undoes it: what is here has had no effect. One for a withdrawal.
CREATE TABLE held_decision (
  withdrawal          uuid PRIMARY KEY REFERENCES withdrawal,
  action              text        NOT NULL CHECK (action IN ('approve', 'reject')),
  actor_id            text        NOT NULL CHECK (actor_id <> ''),
  note                text        NOT NULL DEFAULT '',
  internal_note       text        NOT NULL DEFAULT '',
  -- The destination that the admin saw.
  destination_version integer     NOT NULL,
  made_at             timestamptz NOT NULL,
  takes_effect_at     timestamptz NOT NULL,
  -- When the job takes it: takes_effect_at, or later after a failure.
  next_at             timestamptz NOT NULL
);
CREATE INDEX held_decision_due ON held_decision (next_at);

-- The last held decision that something stopped. Deleted by the next decision on its withdrawal.
CREATE TABLE stopped_decision (
  withdrawal uuid PRIMARY KEY REFERENCES withdrawal,
  action     text        NOT NULL,
  actor_id   text        NOT NULL,
  code       text        NOT NULL,
  detail     text        NOT NULL,
  at         timestamptz NOT NULL
);

-- The facts that the risk was judged by, and when they are read again (null: never, it is decided).
-- One row for a withdrawal, kept with it.
CREATE TABLE decision_facts (
  withdrawal uuid PRIMARY KEY REFERENCES withdrawal,
  facts      jsonb       NOT NULL DEFAULT '{}',
  read_at    timestamptz,
  next_at    timestamptz
);
CREATE INDEX decision_facts_due ON decision_facts (next_at) WHERE next_at IS NOT NULL;
INSERT INTO decision_facts (withdrawal, next_at) SELECT id, now() FROM withdrawal WHERE status = 'PENDING';

GRANT UPDATE (risk, risk_reasons, risk_at, risk_changed_at) ON withdrawal TO metercast_withdrawals;
GRANT SELECT, INSERT, UPDATE, DELETE ON held_decision, stopped_decision TO metercast_withdrawals;
GRANT SELECT, INSERT, UPDATE ON decision_facts TO metercast_withdrawals;

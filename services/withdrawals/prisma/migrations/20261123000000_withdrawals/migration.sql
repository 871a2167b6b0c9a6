-- Withdrawals, their approval and their payout. Amounts are cents.

-- Where a creator's money can go. A deleted one stays: withdrawals that were paid by it name it.
CREATE TABLE payout_method (
  id         uuid PRIMARY KEY,
  creator_id text        NOT NULL CHECK (length(creator_id) BETWEEN 1 AND 128),
  kind       text        NOT NULL CHECK (kind IN ('stripe', 'manual')),
  state      text        NOT NULL CHECK (state IN ('onboarding', 'restricted', 'ready')),
  is_default boolean     NOT NULL DEFAULT false,
  -- For stripe: the connected account, once it exists; and the e-mail address it is made with, fixed so that the same key always asks for the same.
  account_id text UNIQUE,
  email      text        NOT NULL DEFAULT '',
  -- For manual: where to send it, as the creator wrote it.
  details    text        NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz
);
CREATE UNIQUE INDEX payout_method_one_stripe ON payout_method (creator_id) WHERE kind = 'stripe' AND deleted_at IS NULL;
CREATE UNIQUE INDEX payout_method_one_default ON payout_method (creator_id) WHERE is_default AND deleted_at IS NULL;
CREATE INDEX payout_method_creator ON payout_method (creator_id);

-- A withdrawal. Its id is also the id of its hold in the wallet. While the hold is `placing` nobody sees it, but it counts as open.
CREATE TABLE withdrawal (
  id                uuid PRIMARY KEY,
  creator_id        text        NOT NULL CHECK (length(creator_id) BETWEEN 1 AND 128),
  amount            bigint      NOT NULL CHECK (amount > 0),
  status            text        NOT NULL DEFAULT 'PENDING'
                    CHECK (status IN ('PENDING', 'APPROVED', 'REJECTED', 'CANCELED', 'COMPLETED', 'FAILED')),
  hold              text        NOT NULL DEFAULT 'placing' CHECK (hold IN ('placing', 'held', 'posted', 'voided')),
  payout_method     uuid REFERENCES payout_method,
  approvals_needed  integer     NOT NULL DEFAULT 1 CHECK (approvals_needed BETWEEN 0 AND 2),
  attention         text        NOT NULL DEFAULT '',
  reason            text        NOT NULL DEFAULT '',
  estimated_arrival timestamptz,
  creator_name      text        NOT NULL DEFAULT '',
  creator_email     text        NOT NULL DEFAULT '',
  idempotency_key   text        NOT NULL,
  request_hash      bytea       NOT NULL,
  -- When somebody may look again: the completer while it is placing, the payer while it waits for an attempt. Doubles as their claim.
  next_at           timestamptz NOT NULL,
  created_at        timestamptz NOT NULL DEFAULT now(),
  updated_at        timestamptz NOT NULL DEFAULT now(),
  CHECK (hold <> 'placing' OR status = 'PENDING'),
  UNIQUE (creator_id, idempotency_key)
);
-- One open withdrawal per creator, also when twenty arrive at once.
CREATE UNIQUE INDEX withdrawal_one_open ON withdrawal (creator_id) WHERE status IN ('PENDING', 'APPROVED');
CREATE INDEX withdrawal_placing ON withdrawal (next_at) WHERE hold = 'placing';
CREATE INDEX withdrawal_payable ON withdrawal (next_at) WHERE status = 'APPROVED' AND hold = 'posted';
CREATE INDEX withdrawal_creator ON withdrawal (creator_id, id);
CREATE INDEX withdrawal_status ON withdrawal (status, id);
CREATE INDEX withdrawal_attention ON withdrawal (id) WHERE attention <> '';

-- Only what nobody ever saw may vanish: a row whose hold was refused.
CREATE FUNCTION withdrawal_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.hold <> 'placing' THEN
    RAISE EXCEPTION 'a withdrawal that was seen is kept' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER withdrawal_keep BEFORE DELETE ON withdrawal FOR EACH ROW EXECUTE FUNCTION withdrawal_keep();

-- Each approval, by its admin: two different ones where two are needed.
CREATE TABLE approval (
  withdrawal uuid        NOT NULL REFERENCES withdrawal,
  admin_id   text        NOT NULL,
  note       text        NOT NULL DEFAULT '',
  at         timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (withdrawal, admin_id)
);

-- Every change of a withdrawal, kept for ever.
CREATE TABLE withdrawal_change (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  withdrawal  uuid        NOT NULL REFERENCES withdrawal,
  at          timestamptz NOT NULL DEFAULT clock_timestamp(),
  actor_id    text        NOT NULL,
  from_status text        NOT NULL,
  to_status   text        NOT NULL,
  note        text        NOT NULL DEFAULT ''
);
CREATE INDEX withdrawal_change_of ON withdrawal_change (withdrawal, id);

-- One try to pay, committed before anybody outside is asked. The idempotency key of a call is made of its id, its step and `call_number`.
CREATE TABLE payout_attempt (
  id            uuid PRIMARY KEY,
  withdrawal    uuid        NOT NULL REFERENCES withdrawal,
  number        integer     NOT NULL CHECK (number > 0),
  method        text        NOT NULL CHECK (method IN ('stripe', 'manual')),
  -- The connected account, as it was when the attempt began.
  destination   text        NOT NULL,
  amount        bigint      NOT NULL CHECK (amount > 0),
  creator_id    text        NOT NULL,
  state         text        NOT NULL DEFAULT 'created'
                CHECK (state IN ('created', 'funding', 'funded', 'sending', 'sent', 'paid', 'reversing', 'failed', 'reversed', 'returned')),
  funding_ref   text        NOT NULL DEFAULT '',
  payout_ref    text        NOT NULL DEFAULT '',
  failure       text        NOT NULL DEFAULT '',
  -- It was paid before it came back: decides between failed and returned.
  paid_at       timestamptz,
  call_number   integer     NOT NULL DEFAULT 1,
  -- When the present key was first used: Stripe forgets it a day later.
  key_used_at   timestamptz,
  -- The present key will only ever answer what it has answered: look up first, then take a new one.
  key_spent     boolean     NOT NULL DEFAULT false,
  unknown_since timestamptz,
  tries         integer     NOT NULL DEFAULT 0,
  -- When the payer looks again; null: only when something is heard.
  next_at       timestamptz DEFAULT now(),
  claimed_until timestamptz,
  -- Goes up with each change: who has an older one has lost the attempt to another.
  version       integer     NOT NULL DEFAULT 1,
  -- Goes up with each thing heard about it, so that news during a call is not lost.
  heard         integer     NOT NULL DEFAULT 0,
  created_at    timestamptz NOT NULL DEFAULT now(),
  updated_at    timestamptz NOT NULL DEFAULT now(),
  UNIQUE (withdrawal, number)
);
-- Never two attempts that could both pay.
CREATE UNIQUE INDEX payout_attempt_one_alive ON payout_attempt (withdrawal) WHERE state NOT IN ('failed', 'reversed', 'returned');
CREATE INDEX payout_attempt_due ON payout_attempt (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX payout_attempt_funding ON payout_attempt (funding_ref) WHERE funding_ref <> '';
CREATE INDEX payout_attempt_payout ON payout_attempt (payout_ref) WHERE payout_ref <> '';
CREATE INDEX payout_attempt_unknown ON payout_attempt (id) WHERE unknown_since IS NOT NULL;

CREATE TABLE attempt_change (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  attempt    uuid        NOT NULL REFERENCES payout_attempt,
  at         timestamptz NOT NULL DEFAULT clock_timestamp(),
  from_state text        NOT NULL,
  to_state   text        NOT NULL,
  note       text        NOT NULL DEFAULT ''
);
CREATE INDEX attempt_change_of ON attempt_change (attempt, id);

-- Webhooks as they came, once by Stripe's event id.
CREATE TABLE stripe_event (
  id          text PRIMARY KEY,
  type        text        NOT NULL,
  account     text        NOT NULL DEFAULT '',
  object_id   text        NOT NULL DEFAULT '',
  -- What our metadata on the object says; a hint where to look, never a fact.
  attempt     uuid,
  payload     bytea       NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  outcome     text        NOT NULL DEFAULT '',
  tries       integer     NOT NULL DEFAULT 0,
  next_at     timestamptz DEFAULT now()
);
CREATE INDEX stripe_event_due ON stripe_event (next_at) WHERE next_at IS NOT NULL;

-- Whether new payout attempts may start. One row. (FREEZE alone is a word of SQL.)
CREATE TABLE payout_freeze (
  id     boolean PRIMARY KEY DEFAULT true CHECK (id),
  frozen boolean     NOT NULL DEFAULT false,
  by     text        NOT NULL DEFAULT '',
  reason text        NOT NULL DEFAULT '',
  at     timestamptz NOT NULL DEFAULT now()
);
INSERT INTO payout_freeze DEFAULT VALUES;
CREATE TABLE freeze_change (
  id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  frozen boolean     NOT NULL,
  by     text        NOT NULL,
  reason text        NOT NULL,
  at     timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Waivers of the minimum: the latest for a creator counts.
CREATE TABLE minimum_change (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  creator_id text        NOT NULL,
  amount     bigint      NOT NULL CHECK (amount > 0),
  reason     text        NOT NULL,
  actor_id   text        NOT NULL,
  at         timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX minimum_change_of ON minimum_change (creator_id, id);

CREATE TABLE integrity_run (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ok         boolean     NOT NULL,
  checks     jsonb       NOT NULL,
  checked_at timestamptz NOT NULL
);

CREATE TABLE outbox (
  id            uuid PRIMARY KEY DEFAULT uuidv7(),
  subject       text        NOT NULL,
  content_type  text        NOT NULL,
  payload       bytea       NOT NULL,
  headers       jsonb,
  created_at    timestamptz NOT NULL DEFAULT now(),
  claimed_until timestamptz,
  sent_at       timestamptz
);
CREATE INDEX outbox_unsent ON outbox (id) WHERE sent_at IS NULL;

CREATE TABLE inbox (
  consumer    text        NOT NULL,
  message_id  text        NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (consumer, message_id)
);

-- What the service may do. What was decided and what was tried can't be changed or deleted by it; an amount never changes.
GRANT SELECT, INSERT ON approval, withdrawal_change, attempt_change, freeze_change, minimum_change, integrity_run TO metercast_withdrawals;
GRANT SELECT, INSERT, DELETE ON withdrawal TO metercast_withdrawals;
GRANT UPDATE (status, hold, payout_method, approvals_needed, attention, reason, estimated_arrival, next_at, updated_at) ON withdrawal TO metercast_withdrawals;
GRANT SELECT, INSERT ON payout_method, payout_attempt, stripe_event TO metercast_withdrawals;
GRANT UPDATE (state, is_default, account_id, updated_at, deleted_at) ON payout_method TO metercast_withdrawals;
GRANT UPDATE (state, funding_ref, payout_ref, failure, paid_at, call_number, key_used_at, key_spent, unknown_since, tries, next_at, claimed_until,
  version, heard, updated_at) ON payout_attempt TO metercast_withdrawals;
GRANT UPDATE (outcome, tries, next_at) ON stripe_event TO metercast_withdrawals;
GRANT SELECT, UPDATE (frozen, by, reason, at) ON payout_freeze TO metercast_withdrawals;
GRANT SELECT, INSERT, UPDATE, DELETE ON outbox, inbox TO metercast_withdrawals;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA withdrawals TO metercast_withdrawals;

-- Withdrawals, their approval and their payout. Amounts are cents.

-- Where a creator's money can go. A deleted method stays: the withdrawals that it paid name it.
CREATE TABLE payout_method (
  id         uuid PRIMARY KEY,
  creator_id text        NOT NULL CHECK (length(creator_id) BETWEEN 1 AND 128),
  kind       text        NOT NULL CHECK (kind IN ('stripe', 'manual')),
  state      text        NOT NULL CHECK (state IN ('onboarding', 'restricted', 'ready')),
  is_default boolean     NOT NULL DEFAULT false,
  -- For stripe: the connected account, once it exists.
  account_id text UNIQUE,
  -- The address that the account is created with. It never changes: the same idempotency key must always
  -- send the same request.
  email      text        NOT NULL DEFAULT '',
  -- For manual: where to send the money, as the creator wrote it.
  details    text        NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz,
  -- A closed account stays closed: its creator sets up another one, and this row is kept.
  closed_at  timestamptz
);
CREATE UNIQUE INDEX payout_method_one_stripe ON payout_method (creator_id) WHERE kind = 'stripe' AND deleted_at IS NULL AND closed_at IS NULL;
CREATE UNIQUE INDEX payout_method_one_default ON payout_method (creator_id) WHERE is_default AND deleted_at IS NULL;
CREATE INDEX payout_method_creator ON payout_method (creator_id);

-- A withdrawal. Its id is also the id of its hold in the wallet. While the hold is `placing` no API shows
-- it, but it counts as open.
CREATE TABLE withdrawal (
  id                  uuid PRIMARY KEY,
  creator_id          text        NOT NULL CHECK (length(creator_id) BETWEEN 1 AND 128),
  amount              bigint      NOT NULL CHECK (amount > 0),
  status              text        NOT NULL DEFAULT 'PENDING'
                      CHECK (status IN ('PENDING', 'APPROVED', 'REJECTED', 'CANCELED', 'COMPLETED', 'FAILED')),
  hold                text        NOT NULL DEFAULT 'placing' CHECK (hold IN ('placing', 'held', 'posted', 'voided')),
  -- Where it goes, fixed by the request: the method, and its connected account at that time (empty for
  -- manual).
  payout_method       uuid REFERENCES payout_method,
  destination         text        NOT NULL DEFAULT '',
  -- Goes up with each change of the destination. An approval counts for the version that it was given for.
  destination_version integer     NOT NULL DEFAULT 0,
  approvals_needed    integer     NOT NULL DEFAULT 1 CHECK (approvals_needed BETWEEN 0 AND 2),
  -- Why a person should review it; empty where nobody needs to.
  needs_review        text        NOT NULL DEFAULT '',
  reason              text        NOT NULL DEFAULT '',
  estimated_arrival   timestamptz,
  creator_name        text        NOT NULL DEFAULT '',
  creator_email       text        NOT NULL DEFAULT '',
  idempotency_key     text        NOT NULL,
  request_hash        bytea       NOT NULL,
  -- When the completer (while placing) or the payer (until an attempt exists) takes it next. Doubles as
  -- their claim.
  next_at             timestamptz NOT NULL,
  created_at          timestamptz NOT NULL DEFAULT now(),
  updated_at          timestamptz NOT NULL DEFAULT now(),
  CHECK (hold <> 'placing' OR status = 'PENDING'),
  UNIQUE (creator_id, idempotency_key)
);
-- One open withdrawal per creator, also when twenty requests arrive at once.
CREATE UNIQUE INDEX withdrawal_one_open ON withdrawal (creator_id) WHERE status IN ('PENDING', 'APPROVED');
CREATE INDEX withdrawal_placing ON withdrawal (next_at) WHERE hold = 'placing';
CREATE INDEX withdrawal_payable ON withdrawal (next_at) WHERE status = 'APPROVED' AND hold = 'posted';
CREATE INDEX withdrawal_creator ON withdrawal (creator_id, id);
CREATE INDEX withdrawal_status ON withdrawal (status, id);
CREATE INDEX withdrawal_needs_review ON withdrawal (id) WHERE needs_review <> '';
CREATE INDEX withdrawal_payout_method ON withdrawal (payout_method) WHERE status IN ('PENDING', 'APPROVED');

-- Only a row that no API has shown may be deleted: one whose hold was refused.
CREATE FUNCTION withdrawal_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.hold <> 'placing' THEN
    RAISE EXCEPTION 'a withdrawal that was seen is kept' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER withdrawal_keep BEFORE DELETE ON withdrawal FOR EACH ROW EXECUTE FUNCTION withdrawal_keep();

-- Each approval, by its admin: two different admins where two approvals are needed. A note is for the
-- creator, an internal note for admins.
CREATE TABLE approval (
  withdrawal          uuid        NOT NULL REFERENCES withdrawal,
  admin_id            text        NOT NULL,
  note                text        NOT NULL DEFAULT '',
  internal_note       text        NOT NULL DEFAULT '',
  destination_version integer     NOT NULL DEFAULT 0,
  at                  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (withdrawal, destination_version, admin_id)
);

-- Every change of a withdrawal. Never deleted.
CREATE TABLE withdrawal_change (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  withdrawal    uuid        NOT NULL REFERENCES withdrawal,
  at            timestamptz NOT NULL DEFAULT clock_timestamp(),
  actor_id      text        NOT NULL,
  from_status   text        NOT NULL,
  to_status     text        NOT NULL,
  note          text        NOT NULL DEFAULT '',
  internal_note text        NOT NULL DEFAULT ''
);
CREATE INDEX withdrawal_change_of ON withdrawal_change (withdrawal, id);

-- The payout of a withdrawal, committed before the payer is called. The idempotency key of a call consists
-- of the attempt's id, its step and `call_number`.
CREATE TABLE payout_attempt (
  id            uuid PRIMARY KEY,
  -- One attempt per withdrawal: two could both pay.
  withdrawal    uuid        NOT NULL UNIQUE REFERENCES withdrawal,
  method        text        NOT NULL CHECK (method IN ('stripe', 'manual')),
  -- The connected account at the time when the attempt began.
  destination   text        NOT NULL,
  amount        bigint      NOT NULL CHECK (amount > 0),
  creator_id    text        NOT NULL,
  -- `settled`: two people have confirmed that the creator keeps the money, whatever the payer answers. It
  -- counts as paid.
  state         text        NOT NULL DEFAULT 'created'
                CHECK (state IN ('created', 'funding', 'funded', 'sending', 'sent', 'paid', 'settled', 'reversing', 'failed', 'reversed', 'returned')),
  funding_ref   text        NOT NULL DEFAULT '',
  payout_ref    text        NOT NULL DEFAULT '',
  failure       text        NOT NULL DEFAULT '',
  -- It was paid before it came back: decides between failed and returned.
  paid_at       timestamptz,
  call_number   integer     NOT NULL DEFAULT 1,
  -- When the present key was first used: Stripe forgets it a day later.
  key_used_at   timestamptz,
  -- The present key repeats its stored answer: the payer must look up the object, then use a new key.
  key_spent     boolean     NOT NULL DEFAULT false,
  unknown_since timestamptz,
  -- Calls in this state without a result.
  retries       integer     NOT NULL DEFAULT 0,
  -- When the payer takes it next; null: only after a notice.
  next_at       timestamptz DEFAULT now(),
  claimed_until timestamptz,
  -- Goes up with each change: a worker that holds an older version has lost the attempt to another worker.
  version       integer     NOT NULL DEFAULT 1,
  -- Goes up with each webhook about it, so that a webhook during a call is not lost.
  notices       integer     NOT NULL DEFAULT 0,
  created_at    timestamptz NOT NULL DEFAULT now(),
  updated_at    timestamptz NOT NULL DEFAULT now()
);
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

-- How people ended a payout that could not end without them, with their evidence.
CREATE TABLE resolution (
  withdrawal   uuid PRIMARY KEY REFERENCES withdrawal,
  attempt      uuid        NOT NULL UNIQUE REFERENCES payout_attempt,
  outcome      text        NOT NULL CHECK (outcome IN ('with_creator', 'with_platform')),
  evidence     text        NOT NULL CHECK (evidence <> ''),
  reference    text        NOT NULL CHECK (reference <> ''),
  requested_by text        NOT NULL,
  confirmed_by text        NOT NULL,
  at           timestamptz NOT NULL DEFAULT now(),
  -- Two people, whatever the code does.
  CHECK (confirmed_by <> '' AND lower(confirmed_by) <> lower(requested_by))
);

-- Acts of admins that move money or change a rule. Above the limit of its kind an act waits for a second
-- admin (pending). A confirmed act may be done; an executed act was done. The request itself never changes.
CREATE TABLE admin_act (
  id              uuid PRIMARY KEY,
  kind            text        NOT NULL CHECK (kind ~ '^[a-z_]{1,40}$'),
  -- Whose money or rule it is: a user, or empty for the platform.
  subject         text        NOT NULL CHECK (length(subject) <= 128),
  -- The withdrawal that it is about, or empty.
  object          text        NOT NULL DEFAULT '' CHECK (length(object) <= 128),
  -- The amount that counts against the limit.
  cents           bigint      NOT NULL CHECK (cents >= 0),
  details         jsonb       NOT NULL,
  reason          text        NOT NULL,
  -- Why a second admin is needed; empty where one is enough.
  needs_second    text        NOT NULL DEFAULT '',
  requested_by    text        NOT NULL,
  requested_at    timestamptz NOT NULL,
  idempotency_key text        NOT NULL CHECK (length(idempotency_key) BETWEEN 1 AND 128),
  request_hash    bytea       NOT NULL,
  state           text        NOT NULL CHECK (state IN ('pending', 'confirmed', 'executed', 'declined', 'expired', 'failed')),
  expires_at      timestamptz NOT NULL,
  decided_by      text        NOT NULL DEFAULT '',
  decided_at      timestamptz,
  decision_note   text        NOT NULL DEFAULT '',
  executed_at     timestamptz,
  -- The transfer or rate card that it made, or why it failed.
  result          text        NOT NULL DEFAULT '',
  UNIQUE (requested_by, idempotency_key),
  -- Two people, whatever the code does. An admin may decline their own act.
  CHECK (state NOT IN ('confirmed', 'executed') OR needs_second = '' OR (decided_by <> '' AND decided_by <> requested_by))
);
-- One open act per withdrawal and kind: a second request for the same thing finds the first.
CREATE UNIQUE INDEX admin_act_one_open ON admin_act (kind, object) WHERE object <> '' AND state IN ('pending', 'confirmed');
CREATE INDEX admin_act_subject ON admin_act (subject, requested_at);
CREATE INDEX admin_act_actor ON admin_act (requested_by, requested_at);
CREATE INDEX admin_act_state ON admin_act (state, id);

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

-- Whether new payouts may start. One row. (FREEZE alone is a keyword of SQL.)
CREATE TABLE payout_freeze (
  id            boolean PRIMARY KEY DEFAULT true CHECK (id),
  frozen        boolean     NOT NULL DEFAULT false,
  by            text        NOT NULL DEFAULT '',
  reason        text        NOT NULL DEFAULT '',
  at            timestamptz NOT NULL DEFAULT now(),
  -- Payouts start only until then. Each run of the checks moves it on.
  checked_until timestamptz NOT NULL DEFAULT now()
);
INSERT INTO payout_freeze DEFAULT VALUES;
CREATE TABLE freeze_change (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  frozen   boolean     NOT NULL,
  by       text        NOT NULL,
  reason   text        NOT NULL,
  at       timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- The findings that froze, or that an admin acknowledged.
  findings jsonb       NOT NULL DEFAULT '[]'
);

-- What the failing checks show now, one row a check. An admin who lifts a freeze acknowledges exactly these
-- rows; a row that changes, or goes and comes back, freezes again.
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

CREATE TABLE integrity_run (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ok         boolean     NOT NULL,
  checks     jsonb       NOT NULL,
  checked_at timestamptz NOT NULL
);

-- Up to when Stripe's own entries on the platform's balance (its fees, the platform's money in and out) are
-- in the books. One row, made when the service first starts with a key of Stripe: the balance before that
-- is the opening balance.
CREATE TABLE stripe_cursor (
  id        boolean PRIMARY KEY DEFAULT true CHECK (id),
  began_at  timestamptz NOT NULL DEFAULT now(),
  booked_to timestamptz NOT NULL DEFAULT now()
);

-- Stripe's events as they came, once by Stripe's event id (packages/stripe).
CREATE TABLE stripe_event (
  id          text PRIMARY KEY,
  type        text        NOT NULL,
  -- The connected account, or empty.
  account     text        NOT NULL DEFAULT '',
  -- The object that it is about.
  object_id   text        NOT NULL DEFAULT '',
  payload     jsonb       NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  handled_at  timestamptz,
  outcome     text        NOT NULL DEFAULT '',
  attempts    integer     NOT NULL DEFAULT 0,
  error       text        NOT NULL DEFAULT '',
  -- When a replica may handle it (again): doubles as its claim.
  next_at     timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX stripe_event_due ON stripe_event (next_at) WHERE handled_at IS NULL;
CREATE INDEX stripe_event_received_at ON stripe_event USING brin (received_at);

-- Stripe repeats an event for three days, and people may send one again for thirty: until then its id is
-- kept, and an event that is not handled is never deleted.
CREATE FUNCTION stripe_event_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.handled_at IS NULL OR OLD.received_at > now() - interval '30 days' THEN
    RAISE EXCEPTION 'an event that is young or not handled is kept' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER stripe_event_keep BEFORE DELETE ON stripe_event FOR EACH ROW EXECUTE FUNCTION stripe_event_keep();

-- Calls to a provider in a minute, for a user and in all: one row for each, shared by all replicas.
CREATE TABLE provider_budget (
  scope     text        NOT NULL,
  starts_at timestamptz NOT NULL,
  used      integer     NOT NULL,
  PRIMARY KEY (scope, starts_at)
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
-- The retention job finds old rows without reading them all: they are in the order in which they came.
CREATE INDEX inbox_received_at ON inbox USING brin (received_at);

-- What the service may do. It can't change or delete decisions and histories, and an amount never changes.
GRANT SELECT, INSERT ON approval, withdrawal_change, attempt_change, resolution, freeze_change, minimum_change, integrity_run TO metercast_withdrawals;
GRANT SELECT, INSERT, DELETE ON withdrawal TO metercast_withdrawals;
GRANT UPDATE (status, hold, payout_method, destination, destination_version, approvals_needed, needs_review, reason, estimated_arrival, next_at, updated_at)
  ON withdrawal TO metercast_withdrawals;
GRANT SELECT, INSERT ON payout_method, payout_attempt, admin_act, stripe_cursor TO metercast_withdrawals;
GRANT UPDATE (state, is_default, account_id, updated_at, deleted_at, closed_at) ON payout_method TO metercast_withdrawals;
GRANT UPDATE (state, funding_ref, payout_ref, failure, paid_at, call_number, key_used_at, key_spent, unknown_since, retries, next_at, claimed_until,
  version, notices, updated_at) ON payout_attempt TO metercast_withdrawals;
GRANT UPDATE (state, decided_by, decided_at, decision_note, executed_at, result) ON admin_act TO metercast_withdrawals;
GRANT SELECT, UPDATE (frozen, by, reason, at, checked_until) ON payout_freeze TO metercast_withdrawals;
GRANT UPDATE (booked_to) ON stripe_cursor TO metercast_withdrawals;
GRANT SELECT, INSERT, DELETE ON stripe_event TO metercast_withdrawals;
GRANT UPDATE (handled_at, outcome, attempts, error, next_at) ON stripe_event TO metercast_withdrawals;
GRANT SELECT, INSERT, UPDATE, DELETE ON integrity_finding, provider_budget, outbox, inbox TO metercast_withdrawals;
GRANT EXECUTE ON FUNCTION stripe_event_keep TO metercast_withdrawals;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA withdrawals TO metercast_withdrawals;

-- Acts of admins that move money or change a rule. Above the limit of its kind an act waits for a second admin (pending). A confirmed act may be done;
-- an executed one was done. What was asked for never changes.
CREATE TABLE admin_act (
  id              uuid PRIMARY KEY,
  kind            text        NOT NULL CHECK (kind ~ '^[a-z_]{1,40}$'),
  -- Whose money or rule it is: a user, or empty for the platform.
  subject         text        NOT NULL CHECK (length(subject) <= 128),
  -- A withdrawal that it is about, or empty.
  object          text        NOT NULL DEFAULT '' CHECK (length(object) <= 128),
  -- What counts against the limit.
  cents           bigint      NOT NULL CHECK (cents >= 0),
  details         jsonb       NOT NULL,
  reason          text        NOT NULL,
  -- Why a second admin is needed; empty where one was enough.
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
  -- The transfer or rate card that it made, or why it was not possible.
  result          text        NOT NULL DEFAULT '',
  UNIQUE (requested_by, idempotency_key),
  -- Two people, whatever the code says. An admin may decline their own.
  CHECK (state NOT IN ('confirmed', 'executed') OR needs_second = '' OR (decided_by <> '' AND decided_by <> requested_by))
);
-- One open act for a withdrawal: a second request for the same thing meets the first.
CREATE UNIQUE INDEX admin_act_one_open ON admin_act (kind, object) WHERE object <> '' AND state IN ('pending', 'confirmed');
CREATE INDEX admin_act_subject ON admin_act (subject, requested_at);
CREATE INDEX admin_act_actor ON admin_act (requested_by, requested_at);
CREATE INDEX admin_act_state ON admin_act (state, id);

GRANT SELECT, INSERT ON admin_act TO metercast_withdrawals;
GRANT UPDATE (state, decided_by, decided_at, decision_note, executed_at, result) ON admin_act TO metercast_withdrawals;

-- A note is for the creator; an internal note is for admins only.
ALTER TABLE approval ADD COLUMN internal_note text NOT NULL DEFAULT '';
ALTER TABLE withdrawal_change ADD COLUMN internal_note text NOT NULL DEFAULT '';

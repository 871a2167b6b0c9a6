-- What reached the platform's balance at Stripe for a top-up, where that is known: it differs from `cents` where the buyer paid in another currency.
ALTER TABLE top_up ADD COLUMN booked_cents bigint CHECK (booked_cents > 0);
GRANT UPDATE (booked_cents) ON top_up TO metercast_billing;

-- One balance transaction of a refund or dispute, committed before the wallet is asked. Any number of them, in either direction, for one refund
-- or dispute: a bank decides again, gives back a part, takes it again. (top_up_reversal has what was booked before, by the refund or dispute.)
CREATE TABLE top_up_money_move (
  -- Stripe's id of the balance transaction.
  id              text PRIMARY KEY,
  top_up_id       uuid        NOT NULL REFERENCES top_up,
  -- The refund or dispute.
  source_id       text        NOT NULL,
  kind            text        NOT NULL CHECK (kind IN ('refund', 'dispute')),
  -- As Stripe's balance changed: below zero left.
  cents           bigint      NOT NULL,
  fee_cents       bigint      NOT NULL,
  reason          text        NOT NULL DEFAULT '',
  state           text        NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'posted')),
  -- What the wallet made of it; below zero: given back.
  tokens_taken    bigint      NOT NULL DEFAULT 0,
  cents_recovered bigint      NOT NULL DEFAULT 0,
  cents_lost      bigint      NOT NULL DEFAULT 0,
  created_at      timestamptz NOT NULL DEFAULT now(),
  updated_at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX top_up_money_move_of ON top_up_money_move (top_up_id);
CREATE INDEX top_up_money_move_source ON top_up_money_move (source_id);

-- Money that no rule decides about: a person does. One case for each object of Stripe and reason.
CREATE TABLE top_up_case (
  id          uuid PRIMARY KEY,
  kind        text        NOT NULL,
  top_up_id   uuid REFERENCES top_up,
  object_id   text        NOT NULL,
  detail      text        NOT NULL,
  opened_at   timestamptz NOT NULL DEFAULT now(),
  resolved_at timestamptz,
  -- The admin; empty where what the case was about has happened after all.
  resolved_by text        NOT NULL DEFAULT '',
  note        text        NOT NULL DEFAULT '',
  UNIQUE (kind, object_id)
);
CREATE INDEX top_up_case_open ON top_up_case (id) WHERE resolved_at IS NULL;

GRANT SELECT, INSERT ON top_up_money_move, top_up_case TO metercast_billing;
GRANT UPDATE (state, tokens_taken, cents_recovered, cents_lost, updated_at) ON top_up_money_move TO metercast_billing;
GRANT UPDATE (resolved_at, resolved_by, note) ON top_up_case TO metercast_billing;

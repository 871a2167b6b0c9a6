-- The rails are a list in the code (packages/rails): a table takes any name of their form.
ALTER TABLE payout_method DROP CONSTRAINT payout_method_kind_check;
ALTER TABLE payout_method ADD CONSTRAINT payout_method_kind_check CHECK (kind ~ '^[a-z][a-z0-9_]{0,39}$');
ALTER TABLE payout_attempt DROP CONSTRAINT payout_attempt_method_check;
ALTER TABLE payout_attempt ADD CONSTRAINT payout_attempt_method_check CHECK (method ~ '^[a-z][a-z0-9_]{0,39}$');

-- What the rail needs to pay there, by the names of its fields: an address, an e-mail. It never changes:
-- another address is another method.
ALTER TABLE payout_method ADD COLUMN fields jsonb NOT NULL DEFAULT '{}';
-- A mark of the place where the account at the payer pays to, such as the id of its bank account.
ALTER TABLE payout_method ADD COLUMN target text NOT NULL DEFAULT '';
ALTER TABLE payout_method ADD COLUMN instant_eligible boolean NOT NULL DEFAULT false;
-- No payout starts there before this: its destination is new, or has changed.
ALTER TABLE payout_method ADD COLUMN locked_until timestamptz;

-- The speed, and the cents of the amount that the creator pays for it: fixed with the request.
ALTER TABLE withdrawal ADD COLUMN speed text NOT NULL DEFAULT 'standard' CHECK (speed IN ('standard', 'instant'));
ALTER TABLE withdrawal ADD COLUMN fee bigint NOT NULL DEFAULT 0 CHECK (fee >= 0 AND fee < amount);
-- The payer refuses to give its money back: it no longer counts as the creator's open withdrawal.
ALTER TABLE withdrawal ADD COLUMN is_stuck boolean NOT NULL DEFAULT false;
DROP INDEX withdrawal_one_open;
CREATE UNIQUE INDEX withdrawal_one_open ON withdrawal (creator_id) WHERE status IN ('PENDING', 'APPROVED') AND NOT is_stuck;

ALTER TABLE payout_attempt ADD COLUMN speed text NOT NULL DEFAULT 'standard' CHECK (speed IN ('standard', 'instant'));
ALTER TABLE payout_attempt ADD COLUMN charged bigint NOT NULL DEFAULT 0 CHECK (charged >= 0 AND charged < amount);
-- Cents that the rail took from the platform, and gave back.
ALTER TABLE payout_attempt ADD COLUMN fee bigint NOT NULL DEFAULT 0 CHECK (fee >= 0);
ALTER TABLE payout_attempt ADD COLUMN fee_returned bigint NOT NULL DEFAULT 0 CHECK (fee_returned >= 0 AND fee_returned <= fee);
-- Until then the receiver must take it; null: it needs nothing of the receiver.
ALTER TABLE payout_attempt ADD COLUMN claim_until timestamptz;
-- What is worth showing: network, token, transaction. Nothing secret, nothing about the receiver.
ALTER TABLE payout_attempt ADD COLUMN details jsonb NOT NULL DEFAULT '{}';

-- Webhooks of the rails, once by the rail and its event id. Only what they are about is kept: the present
-- state is read from the payer.
CREATE TABLE rail_event (
  rail        text        NOT NULL CHECK (rail ~ '^[a-z][a-z0-9_]{0,39}$'),
  id          text        NOT NULL CHECK (length(id) BETWEEN 1 AND 200),
  type        text        NOT NULL,
  notice      jsonb,
  received_at timestamptz NOT NULL DEFAULT now(),
  handled_at  timestamptz,
  outcome     text        NOT NULL DEFAULT '',
  attempts    integer     NOT NULL DEFAULT 0,
  error       text        NOT NULL DEFAULT '',
  -- When a replica may handle it (again): doubles as its claim.
  next_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (rail, id)
);
CREATE INDEX rail_event_due ON rail_event (next_at) WHERE handled_at IS NULL;
CREATE INDEX rail_event_received_at ON rail_event USING brin (received_at);

-- A payer repeats an event for days: until then its id is kept, and an event that is not handled is never
-- deleted.
CREATE FUNCTION rail_event_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.handled_at IS NULL OR OLD.received_at > now() - interval '30 days' THEN
    RAISE EXCEPTION 'an event that is young or not handled is kept' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER rail_event_keep BEFORE DELETE ON rail_event FOR EACH ROW EXECUTE FUNCTION rail_event_keep();

GRANT SELECT, INSERT, DELETE ON rail_event TO metercast_withdrawals;
GRANT UPDATE (handled_at, outcome, attempts, error, next_at) ON rail_event TO metercast_withdrawals;
GRANT EXECUTE ON FUNCTION rail_event_keep TO metercast_withdrawals;
GRANT UPDATE (target, instant_eligible, locked_until) ON payout_method TO metercast_withdrawals;
GRANT UPDATE (is_stuck) ON withdrawal TO metercast_withdrawals;
GRANT UPDATE (fee, fee_returned, claim_until, details) ON payout_attempt TO metercast_withdrawals;

-- Streams, prices and sessions, what the meter knows of them, and bought tokens. Times have milliseconds: a
-- session's id carries its start. Amounts are whole tokens and cents.

-- Milliseconds since the epoch, exactly.
CREATE FUNCTION ms_of(t timestamptz) RETURNS float8 LANGUAGE sql IMMUTABLE AS
  $$ SELECT round(extract(epoch FROM t) * 1000)::float8 $$;
CREATE FUNCTION at_ms(ms float8) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS
  $$ SELECT timestamptz '1970-01-01 00:00:00+00' + ms * interval '1 millisecond' $$;

-- Prices, append-only: a new price is a new version, and each session names its version.
CREATE TABLE rate_card (
  id                       uuid PRIMARY KEY,
  scope                    text        NOT NULL CHECK (scope IN ('platform', 'creator', 'stream')),
  scope_id                 text        NOT NULL CHECK ((scope = 'platform') = (scope_id = '') AND length(scope_id) <= 128),
  version                  integer     NOT NULL CHECK (version > 0),
  tokens_per_minute        integer     NOT NULL CHECK (tokens_per_minute BETWEEN 0 AND 1000000),
  creator_cents_per_minute integer     NOT NULL CHECK (creator_cents_per_minute BETWEEN 0 AND 1000000),
  reason                   text        NOT NULL,
  created_by               text        NOT NULL,
  idempotency_key          text,
  created_at               timestamptz NOT NULL,
  UNIQUE (scope, scope_id, version)
);
CREATE UNIQUE INDEX rate_card_idempotency ON rate_card (created_by, idempotency_key) WHERE idempotency_key IS NOT NULL;

CREATE TABLE stream (
  id              uuid PRIMARY KEY,
  creator_id      text        NOT NULL,
  title           text        NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  presence_policy text        NOT NULL CHECK (presence_policy IN ('any', 'both')),
  started_at      timestamptz NOT NULL,
  ended_at        timestamptz CHECK (ended_at >= started_at),
  ended_by        text,
  -- Every session of the ended stream has been ended. A crash leaves false, and a job ends the rest.
  sessions_ended  boolean     NOT NULL DEFAULT false,
  idempotency_key text,
  CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
  CHECK (NOT sessions_ended OR ended_at IS NOT NULL)
);
CREATE UNIQUE INDEX stream_idempotency ON stream (creator_id, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX stream_list ON stream ((ended_at IS NULL) DESC, id DESC);
CREATE INDEX stream_creator ON stream (creator_id, (ended_at IS NULL) DESC, id DESC);
CREATE INDEX stream_ending ON stream (id) WHERE ended_at IS NOT NULL AND NOT sessions_ended;

-- The meter updates rows often and in sets. None of its columns is indexed and half of each page is free,
-- so rows change in place (HOT): the next update of a page removes its dead versions. Vacuum by the share
-- of dead rows would read the table again and again for nothing.
CREATE TABLE session (
  id                       uuid PRIMARY KEY,
  -- The order in which sessions began to open.
  sequence                 bigint GENERATED ALWAYS AS IDENTITY,
  shard                    smallint    NOT NULL CHECK (shard BETWEEN 0 AND 15),
  stream_id                uuid        NOT NULL REFERENCES stream,
  viewer_id                text        NOT NULL,
  creator_id               text        NOT NULL,
  state                    text        NOT NULL CHECK (state IN ('joining', 'active', 'ended')),
  rate_card_id             uuid        NOT NULL REFERENCES rate_card,
  tokens_per_minute        integer     NOT NULL CHECK (tokens_per_minute >= 0),
  creator_cents_per_minute integer     NOT NULL CHECK (creator_cents_per_minute >= 0),
  minute_ms                integer     NOT NULL CHECK (minute_ms > 0),
  viewer_account           bigint,
  creator_account          bigint,
  started_at               timestamptz NOT NULL,
  carried_ms               integer     NOT NULL CHECK (carried_ms >= 0),
  -- Its stream's, and since when the media plane has seen the viewer. With "both" minutes count from then on.
  presence_policy          text        NOT NULL DEFAULT 'any' CHECK (presence_policy IN ('any', 'both')),
  media_from               timestamptz CHECK (media_from >= started_at),
  last_seen_at             timestamptz NOT NULL CHECK (last_seen_at >= started_at),
  minutes_emitted          integer     NOT NULL DEFAULT 0 CHECK (minutes_emitted >= 0),
  minutes_billed           integer     NOT NULL DEFAULT 0 CHECK (minutes_billed >= 0),
  -- The first minute that the wallet refused; 0: none.
  refused_minute           integer     NOT NULL DEFAULT 0 CHECK (refused_minute = 0 OR refused_minute > minutes_billed),
  ended_at                 timestamptz CHECK (ended_at >= started_at),
  end_reason               text        CHECK (end_reason IN ('left', 'lost', 'insufficient_funds', 'stream_ended')),
  -- Of a lost session: from its last report to the moment at which the meter declared it lost.
  silent_ms                integer     NOT NULL DEFAULT 0 CHECK (silent_ms >= 0),
  -- The session that took over what this one left unpaid: once.
  carried_to               uuid        CHECK (carried_to IS NULL OR state = 'ended'),
  -- When it opened or ended, by the database's clock: other replicas find it by this.
  changed_at               timestamptz NOT NULL DEFAULT now(),
  -- Ended, and every due minute is decided: the meter does not load it any more.
  settled                  boolean     NOT NULL DEFAULT false,
  CHECK ((state = 'joining') = (viewer_account IS NULL) AND (state = 'joining') = (creator_account IS NULL)),
  CHECK ((state = 'ended') = (ended_at IS NOT NULL) AND (state = 'ended') = (end_reason IS NOT NULL)),
  CHECK (NOT settled OR state = 'ended'),
  CHECK (media_from IS NULL OR presence_policy = 'both')
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 2, autovacuum_vacuum_insert_scale_factor = 0.2);
CREATE UNIQUE INDEX session_one_open ON session (viewer_id, stream_id) WHERE state IN ('joining', 'active');
CREATE INDEX session_viewer ON session (viewer_id, id DESC);
CREATE INDEX session_open_in_stream ON session (stream_id) WHERE state = 'active';
CREATE INDEX session_joining ON session (started_at) WHERE state = 'joining';
CREATE INDEX session_metered ON session (shard, id) WHERE state <> 'joining' AND NOT settled;
CREATE INDEX session_changed ON session (changed_at) WHERE state <> 'joining' AND NOT settled;
CREATE INDEX session_unpaid ON session (viewer_id, creator_id, ended_at) WHERE state = 'ended' AND carried_to IS NULL;

-- The service may delete sessions; this limits it to those that never opened.
CREATE FUNCTION only_joining_goes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'joining' THEN
    RAISE EXCEPTION 'a session that opened is kept' USING ERRCODE = 'check_violation';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER session_kept BEFORE DELETE ON session FOR EACH ROW EXECUTE FUNCTION only_joining_goes();

-- Which replica meters which shard. All 16 rows exist from the start.
CREATE TABLE shard_lease (
  shard                  smallint PRIMARY KEY CHECK (shard BETWEEN 0 AND 15),
  owner                  uuid,
  owner_address          text,
  lease_until            timestamptz NOT NULL DEFAULT '-infinity',
  -- The rows of the shard's sessions hold everything in the two logs up to these times (the broker's clock).
  checkpoint_presence_at timestamptz NOT NULL DEFAULT '1970-01-01 00:00:00+00',
  checkpoint_results_at  timestamptz NOT NULL DEFAULT '1970-01-01 00:00:00+00',
  CHECK ((owner IS NULL) = (owner_address IS NULL))
) WITH (fillfactor = 50);
INSERT INTO shard_lease (shard) SELECT generate_series(0, 15);

CREATE TABLE meter_replica (
  id      uuid PRIMARY KEY,
  address text        NOT NULL,
  seen_at timestamptz NOT NULL DEFAULT now()
);

-- One row per top-up, committed before the call to Stripe.
CREATE TABLE top_up (
  id                  uuid PRIMARY KEY,
  viewer_id           text        NOT NULL CHECK (length(viewer_id) BETWEEN 1 AND 128),
  package_id          text        NOT NULL,
  -- The package at the time of the purchase.
  tokens              bigint      NOT NULL CHECK (tokens > 0),
  cents               bigint      NOT NULL CHECK (cents > 0),
  state               text        NOT NULL DEFAULT 'created' CHECK (state IN ('created', 'open', 'paid', 'credited', 'expired', 'failed')),
  idempotency_key     text        NOT NULL CHECK (length(idempotency_key) BETWEEN 1 AND 256),
  return_url          text        NOT NULL,
  -- Part of the key of the call that creates the Checkout session. It grows if Stripe repeats a stored
  -- failure for the key.
  call_number         integer     NOT NULL DEFAULT 1 CHECK (call_number > 0),
  checkout_session_id text UNIQUE,
  checkout_url        text        NOT NULL DEFAULT '',
  payment_intent_id   text UNIQUE,
  charge_id           text,
  -- Stripe's fee: fixed when the row becomes paid, so that every call to the wallet has the same amount.
  fee_cents           bigint      NOT NULL DEFAULT 0 CHECK (fee_cents >= 0),
  -- What reached the platform's balance at Stripe, if known: it differs from `cents` if the buyer paid in
  -- another currency.
  booked_cents        bigint      CHECK (booked_cents > 0),
  -- When the sweep asks Stripe about it next; null: never.
  next_at             timestamptz,
  created_at          timestamptz NOT NULL,
  updated_at          timestamptz NOT NULL DEFAULT now(),
  UNIQUE (viewer_id, idempotency_key),
  CHECK (state NOT IN ('open', 'paid', 'credited') OR checkout_session_id IS NOT NULL),
  CHECK (state NOT IN ('paid', 'credited') OR payment_intent_id IS NOT NULL)
);
CREATE INDEX top_up_due ON top_up (next_at) WHERE next_at IS NOT NULL;
-- A viewer has few top-ups that can still be paid.
CREATE INDEX top_up_open ON top_up (viewer_id) WHERE state IN ('created', 'open');
-- For the admin's search: by Stripe's charge, and a viewer's newest ones.
CREATE INDEX top_up_charge ON top_up (charge_id) WHERE charge_id IS NOT NULL;
CREATE INDEX top_up_viewer ON top_up (viewer_id, created_at);

-- One balance transaction of a refund or dispute, committed before the call to the wallet. A refund or
-- dispute has any number of them, in both directions: a bank decides again, gives back a part, takes it
-- again.
CREATE TABLE top_up_money_move (
  -- Stripe's id of the balance transaction.
  id              text PRIMARY KEY,
  top_up_id       uuid        NOT NULL REFERENCES top_up,
  -- The refund or dispute.
  source_id       text        NOT NULL,
  kind            text        NOT NULL CHECK (kind IN ('refund', 'dispute')),
  -- The change of Stripe's balance: below zero left.
  cents           bigint      NOT NULL,
  fee_cents       bigint      NOT NULL,
  reason          text        NOT NULL DEFAULT '',
  state           text        NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'posted')),
  -- What the wallet did for it; below zero: gave back.
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
  -- The admin; empty if what the case was about has happened after all.
  resolved_by text        NOT NULL DEFAULT '',
  note        text        NOT NULL DEFAULT '',
  UNIQUE (kind, object_id)
);
CREATE INDEX top_up_case_open ON top_up_case (id) WHERE resolved_at IS NULL;
CREATE INDEX top_up_case_of ON top_up_case (top_up_id);

-- Webhooks, once by Stripe's event id.
CREATE TABLE stripe_event (
  id          text PRIMARY KEY,
  type        text        NOT NULL,
  -- The Checkout session or the charge that the event is about.
  object_id   text        NOT NULL DEFAULT '',
  payload     jsonb       NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  handled_at  timestamptz,
  outcome     text        NOT NULL DEFAULT '',
  attempts    integer     NOT NULL DEFAULT 0,
  error       text        NOT NULL DEFAULT '',
  -- When a replica may claim it (again).
  next_at     timestamptz NOT NULL DEFAULT now(),
  -- The connected account of the event, or empty. The table is the same in every service that has one
  -- (packages/stripe).
  account     text        NOT NULL DEFAULT ''
);
CREATE INDEX stripe_event_due ON stripe_event (next_at) WHERE handled_at IS NULL;
-- The purge job finds old rows without a scan: rows are in the order in which they came.
CREATE INDEX stripe_event_received_at ON stripe_event USING brin (received_at);

-- Stripe repeats an event for three days, and a person may send one again for thirty: its id is kept until
-- then. An unhandled event is kept.
CREATE FUNCTION stripe_event_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.handled_at IS NULL OR OLD.received_at > now() - interval '30 days' THEN
    RAISE EXCEPTION 'an event that is young or not handled is kept' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER stripe_event_keep BEFORE DELETE ON stripe_event FOR EACH ROW EXECUTE FUNCTION stripe_event_keep();

-- Calls to Stripe in a minute, by user and in all: one row each, shared by all replicas.
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
-- Packed batches don't compress; trying costs processor time.
ALTER TABLE outbox ALTER payload SET STORAGE EXTERNAL;
CREATE INDEX outbox_unsent ON outbox (id) WHERE sent_at IS NULL;

CREATE TABLE inbox (
  consumer    text        NOT NULL,
  message_id  text        NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (consumer, message_id)
);
CREATE INDEX inbox_received_at ON inbox USING brin (received_at);

-- What the service may do. Prices never change; a stream is never deleted; of sessions only those that
-- never opened. What was bought for how much never changes, and no top-up is deleted.
GRANT SELECT, INSERT ON rate_card, stream, session TO metercast_billing;
GRANT UPDATE (ended_at, ended_by, sessions_ended) ON stream TO metercast_billing;
GRANT UPDATE (state, viewer_account, creator_account, carried_ms, media_from, last_seen_at, minutes_emitted, minutes_billed, refused_minute,
              ended_at, end_reason, silent_ms, carried_to, changed_at, settled) ON session TO metercast_billing;
GRANT DELETE ON session TO metercast_billing;
GRANT SELECT, UPDATE ON shard_lease TO metercast_billing;
GRANT SELECT, INSERT, UPDATE, DELETE ON meter_replica, provider_budget, outbox, inbox TO metercast_billing;
GRANT SELECT, INSERT ON top_up, top_up_money_move, top_up_case TO metercast_billing;
GRANT UPDATE (state, call_number, checkout_session_id, checkout_url, payment_intent_id, charge_id, fee_cents, booked_cents, next_at, updated_at)
  ON top_up TO metercast_billing;
GRANT UPDATE (state, tokens_taken, cents_recovered, cents_lost, updated_at) ON top_up_money_move TO metercast_billing;
GRANT UPDATE (resolved_at, resolved_by, note) ON top_up_case TO metercast_billing;
GRANT SELECT, INSERT, DELETE ON stripe_event TO metercast_billing;
GRANT UPDATE (handled_at, outcome, attempts, error, next_at) ON stripe_event TO metercast_billing;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA billing TO metercast_billing;
GRANT EXECUTE ON FUNCTION ms_of, at_ms, stripe_event_keep TO metercast_billing;

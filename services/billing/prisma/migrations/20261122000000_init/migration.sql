-- Streams, prices, sessions, and what the meter knows of them. Times are kept to the millisecond: a session's id carries its start.

-- Milliseconds since the epoch, exactly.
CREATE FUNCTION ms_of(t timestamptz) RETURNS float8 LANGUAGE sql IMMUTABLE AS
  $$ SELECT round(extract(epoch FROM t) * 1000)::float8 $$;
CREATE FUNCTION at_ms(ms float8) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS
  $$ SELECT timestamptz '1970-01-01 00:00:00+00' + ms * interval '1 millisecond' $$;

-- Prices, append-only: a new price is a new version, and sessions name the version that they pay by.
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
  witnesses       text        NOT NULL CHECK (witnesses IN ('any', 'both')),
  started_at      timestamptz NOT NULL,
  ended_at        timestamptz CHECK (ended_at >= started_at),
  ended_by        text,
  -- True when every session of an ended stream has been ended: a crash in between leaves false, and a loop goes on.
  sessions_ended  boolean     NOT NULL DEFAULT false,
  idempotency_key text,
  CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
  CHECK (NOT sessions_ended OR ended_at IS NOT NULL)
);
CREATE UNIQUE INDEX stream_idempotency ON stream (creator_id, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX stream_list ON stream ((ended_at IS NULL) DESC, id DESC);
CREATE INDEX stream_creator ON stream (creator_id, (ended_at IS NULL) DESC, id DESC);
CREATE INDEX stream_ending ON stream (id) WHERE ended_at IS NOT NULL AND NOT sessions_ended;

-- The meter writes seen, emitted and billed often and in sets: none of them is indexed and half of each page is free, so that rows change in place (HOT).
CREATE TABLE session (
  id                       uuid PRIMARY KEY,
  -- The order in which sessions began to open.
  sequence                 bigint GENERATED ALWAYS AS IDENTITY,
  partition                smallint    NOT NULL CHECK (partition BETWEEN 0 AND 15),
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
  carried_ms               integer     NOT NULL CHECK (carried_ms >= 0 AND carried_ms < minute_ms),
  last_seen_at             timestamptz NOT NULL CHECK (last_seen_at >= started_at),
  minutes_emitted          integer     NOT NULL DEFAULT 0 CHECK (minutes_emitted >= 0),
  minutes_billed           integer     NOT NULL DEFAULT 0 CHECK (minutes_billed >= 0),
  -- The first minute that the wallet refused; 0 while there is none.
  refused_minute           integer     NOT NULL DEFAULT 0 CHECK (refused_minute = 0 OR refused_minute > minutes_billed),
  ended_at                 timestamptz CHECK (ended_at >= started_at),
  end_reason               text        CHECK (end_reason IN ('left', 'lost', 'insufficient_funds', 'stream_ended')),
  -- When it opened or ended, by the database's clock: how replicas hear of each other's sessions.
  changed_at               timestamptz NOT NULL DEFAULT now(),
  -- Ended, and every due minute is answered: the meter need not look at it again.
  settled                  boolean     NOT NULL DEFAULT false,
  CHECK ((state = 'joining') = (viewer_account IS NULL) AND (state = 'joining') = (creator_account IS NULL)),
  CHECK ((state = 'ended') = (ended_at IS NOT NULL) AND (state = 'ended') = (end_reason IS NOT NULL)),
  CHECK (NOT settled OR state = 'ended')
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
CREATE UNIQUE INDEX session_one_open ON session (viewer_id, stream_id) WHERE state IN ('joining', 'active');
CREATE INDEX session_viewer ON session (viewer_id, id DESC);
CREATE INDEX session_open_in_stream ON session (stream_id) WHERE state = 'active';
CREATE INDEX session_joining ON session (started_at) WHERE state = 'joining';
CREATE INDEX session_metered ON session (partition, id) WHERE state <> 'joining' AND NOT settled;
CREATE INDEX session_changed ON session (changed_at) WHERE state <> 'joining' AND NOT settled;

-- Who meters which sessions. All 16 rows are here from the start.
CREATE TABLE meter_partition (
  partition              smallint PRIMARY KEY CHECK (partition BETWEEN 0 AND 15),
  owner                  uuid,
  owner_address          text,
  lease_until            timestamptz NOT NULL DEFAULT '-infinity',
  -- What the rows of its sessions hold for certain: everything in the two logs up to these times (the broker's clock).
  checkpoint_presence_at timestamptz NOT NULL DEFAULT '1970-01-01 00:00:00+00',
  checkpoint_results_at  timestamptz NOT NULL DEFAULT '1970-01-01 00:00:00+00',
  CHECK ((owner IS NULL) = (owner_address IS NULL))
) WITH (fillfactor = 50);
INSERT INTO meter_partition (partition) SELECT generate_series(0, 15);

CREATE TABLE meter_replica (
  id      uuid PRIMARY KEY,
  address text        NOT NULL,
  seen_at timestamptz NOT NULL DEFAULT now()
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

-- What the service may do. Prices are never changed or deleted; a stream is never deleted; of sessions only those that never opened.
GRANT SELECT, INSERT ON rate_card, stream, session TO metercast_billing;
GRANT UPDATE (ended_at, ended_by, sessions_ended) ON stream TO metercast_billing;
GRANT UPDATE (state, viewer_account, creator_account, last_seen_at, minutes_emitted, minutes_billed, refused_minute, ended_at, end_reason, changed_at, settled)
  ON session TO metercast_billing;
GRANT DELETE ON session TO metercast_billing;
GRANT SELECT, UPDATE ON meter_partition TO metercast_billing;
GRANT SELECT, INSERT, UPDATE, DELETE ON meter_replica TO metercast_billing;
GRANT SELECT, INSERT, UPDATE, DELETE ON outbox, inbox TO metercast_billing;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA billing TO metercast_billing;
GRANT EXECUTE ON FUNCTION ms_of, at_ms TO metercast_billing;

-- The grant above lets a session be deleted; this lets only those go that never opened.
CREATE FUNCTION only_joining_goes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'joining' THEN
    RAISE EXCEPTION 'a session that opened is kept' USING ERRCODE = 'check_violation';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER session_kept BEFORE DELETE ON session FOR EACH ROW EXECUTE FUNCTION only_joining_goes();

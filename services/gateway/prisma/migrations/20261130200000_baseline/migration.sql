-- Answers by (subject, Idempotency-Key). While the request runs, status is null and the lease names the run.
-- A request with the same hash may take over a lease that has expired, for example after a crash.
CREATE TABLE idempotency_key (
  subject      text        NOT NULL CHECK (length(subject) BETWEEN 1 AND 128),
  key          text        NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
  request_hash text        NOT NULL,
  lease_id     uuid        NOT NULL,
  lease_until  timestamptz NOT NULL,
  status       integer CHECK (status BETWEEN 200 AND 499),
  body         text,
  headers      jsonb,
  created_at   timestamptz NOT NULL DEFAULT now(),
  expires_at   timestamptz NOT NULL,
  PRIMARY KEY (subject, key)
);
CREATE INDEX idempotency_key_expires_at ON idempotency_key (expires_at);

-- Acts of people, append-only: the service may insert and read rows, never change or delete one.
CREATE TABLE audit_log (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at          timestamptz NOT NULL DEFAULT now(),
  actor       text        NOT NULL,
  action      text        NOT NULL,
  object_type text        NOT NULL,
  object_id   text        NOT NULL,
  request_id  text        NOT NULL,
  detail      jsonb       NOT NULL,
  -- A request that runs again after a crash writes one row.
  dedup_key   text UNIQUE
);
CREATE INDEX audit_log_at ON audit_log (at);
CREATE INDEX audit_log_object ON audit_log (object_id);
CREATE INDEX audit_log_actor ON audit_log (actor, id);
CREATE INDEX audit_log_request ON audit_log (request_id);

-- The trigger binds the owner of the schema too, whose migrations no grant restricts.
CREATE FUNCTION audit_log_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER audit_log_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION audit_log_keep();

-- An act before its effect. Its row in audit_log replaces it in one transaction; a sweep turns what a crash left into a row
-- with an unknown outcome, so that no act is without a row.
CREATE TABLE audit_intent (
  id          uuid        PRIMARY KEY,
  began_at    timestamptz NOT NULL DEFAULT now(),
  actor       text        NOT NULL,
  action      text        NOT NULL,
  object_type text        NOT NULL,
  -- Empty for an object that does not exist yet.
  object_id   text        NOT NULL,
  request_id  text        NOT NULL,
  detail      jsonb       NOT NULL
);

-- Stays of participants in the media server's rooms, from webhooks that come late, twice and in any order.
-- The gateway writes a row before it decides anything by it.
CREATE TABLE media_stay (
  sid               text        PRIMARY KEY CHECK (length(sid) BETWEEN 1 AND 64),
  stream_id         text        NOT NULL,
  viewer_id         text        NOT NULL,
  joined_at         timestamptz,
  left_at           timestamptz,
  -- The join was handled: a repeated event does nothing.
  served            boolean     NOT NULL DEFAULT false,
  -- The session that the join opened; null if one was open or none could be opened.
  opened_session_id text,
  updated_at        timestamptz NOT NULL DEFAULT now(),
  -- When the first report of the leave arrived: a session that began before may rely on the stay.
  left_reported_at  timestamptz,
  room_sid          text        NOT NULL DEFAULT ''
);
CREATE INDEX media_stay_viewer ON media_stay (viewer_id, stream_id);
CREATE INDEX media_stay_updated_at ON media_stay (updated_at);
CREATE INDEX media_stay_room ON media_stay (stream_id, room_sid);

-- Closed rooms. Nobody is in a closed room, whatever the webhooks of its participants say.
CREATE TABLE media_room (
  -- LiveKit's id of one room; a room that is created again under the same name gets another.
  sid         text        PRIMARY KEY CHECK (length(sid) BETWEEN 1 AND 64),
  stream_id   text        NOT NULL,
  finished_at timestamptz NOT NULL,
  -- When the first report of it arrived.
  reported_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX media_room_reported_at ON media_room (reported_at);

-- Streams whose room was closed or whose creator left it: they end then, unless somebody comes back.
CREATE TABLE media_absence (
  stream_id text        PRIMARY KEY,
  end_after timestamptz NOT NULL
);
CREATE INDEX media_absence_end_after ON media_absence (end_after);

GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_key, media_stay, media_room, media_absence TO metercast_gateway;
GRANT SELECT, INSERT ON audit_log TO metercast_gateway;
GRANT SELECT, INSERT, DELETE ON audit_intent TO metercast_gateway;

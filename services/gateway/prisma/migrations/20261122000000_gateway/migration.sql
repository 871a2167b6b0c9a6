-- An answer under (who asked, Idempotency-Key). While the request runs, `status` is null and the lease says who runs it; a lease that
-- ran out (a gateway was killed) may be taken over by a request with the same hash.
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

-- Who did what. Append-only: the service may write and read a row, never change or delete one.
CREATE TABLE audit_log (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at          timestamptz NOT NULL DEFAULT now(),
  actor       text        NOT NULL,
  action      text        NOT NULL,
  object_type text        NOT NULL,
  object_id   text        NOT NULL,
  request_id  text        NOT NULL,
  detail      jsonb       NOT NULL,
  -- A request that runs again after a crash writes its row once.
  dedup_key   text UNIQUE
);
CREATE INDEX audit_log_at ON audit_log (at);
CREATE INDEX audit_log_object ON audit_log (object_id);

GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_key TO metercast_gateway;
GRANT SELECT, INSERT ON audit_log TO metercast_gateway;

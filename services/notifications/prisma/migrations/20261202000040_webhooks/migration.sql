-- Webhooks for customers' backends: endpoints, their secrets, frozen messages, deliveries and their attempts.

CREATE TABLE webhook_endpoint (
  id              uuid PRIMARY KEY DEFAULT uuidv7(),
  -- It may hold a token of the customer's: it is in no log. Emptied when the endpoint is deleted.
  url             text        NOT NULL,
  description     text        NOT NULL,
  -- Event types, or '*' alone.
  event_types     text[]      NOT NULL CHECK (cardinality(event_types) > 0),
  status          text        NOT NULL CHECK (status IN ('enabled', 'disabled')),
  disabled_reason text        NOT NULL DEFAULT '' CHECK (disabled_reason IN ('', 'by_admin', 'gone', 'failing')),
  disabled_at     timestamptz,
  -- So many attempts since then, and each of them failed.
  failing_since   timestamptz,
  failed_attempts integer     NOT NULL DEFAULT 0,
  -- It asked by Retry-After for a pause until then.
  paused_until    timestamptz,
  created_at      timestamptz NOT NULL,
  updated_at      timestamptz NOT NULL,
  -- The log of a deleted endpoint is purged in chunks; then the row goes too.
  deleted_at      timestamptz,
  CHECK ((status = 'disabled') = (disabled_reason <> '')),
  CHECK ((status = 'disabled') = (disabled_at IS NOT NULL)),
  CHECK ((failing_since IS NULL) = (failed_attempts = 0))
);

-- The newest version signs first; earlier ones sign beside it until they expire.
CREATE TABLE webhook_secret (
  endpoint_id uuid        NOT NULL REFERENCES webhook_endpoint (id) ON DELETE CASCADE,
  version     integer     NOT NULL,
  -- Which of NOTIFICATIONS_ENCRYPTION_KEYS sealed it.
  key_id      text        NOT NULL,
  -- AES-256-GCM of the HMAC secret and the Ed25519 seed.
  sealed      bytea       NOT NULL,
  public_key  text        NOT NULL,
  created_at  timestamptz NOT NULL,
  expires_at  timestamptz,
  PRIMARY KEY (endpoint_id, version)
);

-- One row per event that an endpoint asked for. The body is frozen: every attempt sends the same bytes.
CREATE TABLE webhook_message (
  -- The header `webhook-id`: 'msg_' and a hash of the event's id.
  id          text PRIMARY KEY,
  event_type  text        NOT NULL,
  object      text        NOT NULL,
  body        text        NOT NULL,
  created_at  timestamptz NOT NULL
);
CREATE INDEX webhook_message_created ON webhook_message USING brin (created_at);

-- One row per message and endpoint: pending → delivered | failed, and back when somebody sends it again.
CREATE TABLE webhook_delivery (
  id              uuid PRIMARY KEY DEFAULT uuidv7(),
  endpoint_id     uuid        NOT NULL REFERENCES webhook_endpoint (id),
  message_id      text        NOT NULL REFERENCES webhook_message (id),
  state           text        NOT NULL CHECK (state IN ('pending', 'delivered', 'failed')),
  -- All attempts that began, and those of the current schedule that ended: a resend starts it again.
  attempts        integer     NOT NULL DEFAULT 0,
  step            integer     NOT NULL DEFAULT 0,
  next_at         timestamptz NOT NULL,
  -- An attempt is running until then at most.
  claimed_until   timestamptz,
  -- Of the last attempt: 0 without a response, and a stable word, empty after a success.
  response_status integer     NOT NULL DEFAULT 0,
  error           text        NOT NULL DEFAULT '',
  created_at      timestamptz NOT NULL,
  ended_at        timestamptz,
  UNIQUE (message_id, endpoint_id)
);
CREATE INDEX webhook_delivery_due ON webhook_delivery (endpoint_id, next_at, id) WHERE state = 'pending';
-- Pages of the log, and recovery.
CREATE INDEX webhook_delivery_log ON webhook_delivery (endpoint_id, id DESC);
CREATE INDEX webhook_delivery_log_of_state ON webhook_delivery (endpoint_id, state, id DESC);
CREATE INDEX webhook_delivery_created ON webhook_delivery USING brin (created_at);

CREATE TABLE webhook_attempt (
  delivery_id     uuid        NOT NULL REFERENCES webhook_delivery (id) ON DELETE CASCADE,
  number          integer     NOT NULL,
  started_at      timestamptz NOT NULL,
  duration_ms     integer     NOT NULL,
  response_status integer     NOT NULL,
  error           text        NOT NULL,
  -- The first KiB: only admins see it.
  response        text        NOT NULL,
  PRIMARY KEY (delivery_id, number)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON webhook_endpoint, webhook_secret, webhook_delivery TO metercast_notifications;
GRANT SELECT, INSERT, DELETE ON webhook_message, webhook_attempt TO metercast_notifications;

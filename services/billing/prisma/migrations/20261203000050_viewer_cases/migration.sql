-- Cases: a viewer reports a problem with what a session charged. They explain refunds in the ledger, so they
-- are kept as long as its entries; the texts of a person can be erased.
CREATE TABLE viewer_case (
  id              uuid PRIMARY KEY,
  session_id      uuid        NOT NULL REFERENCES session,
  stream_id       uuid        NOT NULL REFERENCES stream,
  viewer_id       text        NOT NULL,
  creator_id      text        NOT NULL,
  reason          text        NOT NULL CHECK (reason IN ('picture_frozen', 'not_watched', 'wrong_charge', 'other')),
  state           text        NOT NULL CHECK (state IN ('open', 'answered', 'refunded', 'declined', 'withdrawn')),
  -- What the session had charged when the case was opened.
  tokens_charged  bigint      NOT NULL CHECK (tokens_charged > 0),
  messages        integer     NOT NULL DEFAULT 0,
  opened_at       timestamptz NOT NULL,
  updated_at      timestamptz NOT NULL,
  resolved_at     timestamptz,
  resolved_by     text        NOT NULL DEFAULT '',
  resolution_note text        NOT NULL DEFAULT '',
  -- A refund is begun here before the wallet posts it, so that a crash between the two is found.
  refund_state    text        NOT NULL DEFAULT '' CHECK (refund_state IN ('', 'begun', 'posted')),
  refund_tokens   bigint      NOT NULL DEFAULT 0 CHECK (refund_tokens >= 0),
  refund_by       text        NOT NULL DEFAULT '',
  refund_note     text        NOT NULL DEFAULT '',
  refund_at       timestamptz,
  -- Counts the refunds that were begun: a canceled one can be begun again.
  refund_attempt  integer     NOT NULL DEFAULT 0,
  transfer_id     uuid,
  CHECK ((state IN ('open', 'answered')) = (resolved_at IS NULL)),
  CHECK ((state = 'refunded') = (refund_state = 'posted')),
  CHECK ((refund_state = 'posted') = (transfer_id IS NOT NULL)),
  CHECK (refund_state = '' OR (refund_tokens > 0 AND refund_at IS NOT NULL AND refund_by <> ''))
);
CREATE UNIQUE INDEX viewer_case_one_open ON viewer_case (session_id) WHERE state IN ('open', 'answered');
-- Of a session: what was refunded. The other lists are by id, which is the order of opening.
CREATE INDEX viewer_case_session ON viewer_case (session_id, id DESC);
CREATE INDEX viewer_case_viewer ON viewer_case (viewer_id, id DESC);
CREATE INDEX viewer_case_stream ON viewer_case (stream_id, id DESC);
CREATE INDEX viewer_case_creator ON viewer_case (creator_id, id DESC);
CREATE INDEX viewer_case_state ON viewer_case (state, id);
CREATE INDEX viewer_case_begun ON viewer_case (id) WHERE refund_state = 'begun';

CREATE TABLE case_message (
  id         uuid PRIMARY KEY,
  case_id    uuid        NOT NULL REFERENCES viewer_case,
  side       text        NOT NULL CHECK (side IN ('viewer', 'platform')),
  author_id  text        NOT NULL,
  text       text        NOT NULL,
  written_at timestamptz NOT NULL,
  -- A repeated request adds one message; null: each request adds one.
  request_key text,
  UNIQUE (case_id, request_key)
);
CREATE INDEX case_message_case ON case_message (case_id, id);

GRANT SELECT, INSERT ON viewer_case, case_message TO metercast_billing;
GRANT UPDATE (state, messages, updated_at, resolved_at, resolved_by, resolution_note, refund_state, refund_tokens, refund_by, refund_note, refund_at, refund_attempt, transfer_id)
  ON viewer_case TO metercast_billing;
-- Only for erasing what a person wrote.
GRANT UPDATE (text) ON case_message TO metercast_billing;

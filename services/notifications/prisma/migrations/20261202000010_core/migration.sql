-- People, their notifications, and what is to be sent of each by e-mail and push.

-- What tokens said of a person when the gateway last saw one. Deleted when the person is erased.
CREATE TABLE person (
  user_id       text PRIMARY KEY,
  roles         text[]      NOT NULL,
  language      text        NOT NULL DEFAULT '',
  -- When the newest token was issued; the epoch where it did not say. Older tokens change nothing.
  issued_at     timestamptz NOT NULL DEFAULT 'epoch',
  created_at    timestamptz NOT NULL DEFAULT now(),
  seen_at       timestamptz NOT NULL
);
CREATE INDEX person_admins ON person (seen_at) WHERE 'admin' = ANY (roles);
CREATE INDEX person_seen ON person (seen_at);

-- One row per event, person and kind: what an inbox shows, and what mails and pushes are made of. Texts are
-- rendered from kind and params when somebody reads them.
CREATE TABLE notification (
  id           uuid PRIMARY KEY DEFAULT uuidv7(),
  event_id     text        NOT NULL,
  user_id      text        NOT NULL,
  kind         text        NOT NULL,
  params       jsonb       NOT NULL,
  -- False: the person switched the inbox off for this class; mails and pushes may still be made of it.
  in_inbox     boolean     NOT NULL,
  -- False: the person had had the hour's bound of this kind, so it makes no mail and no push.
  is_announced boolean     NOT NULL DEFAULT true,
  created_at   timestamptz NOT NULL,
  read_at      timestamptz,
  archived_at  timestamptz,
  UNIQUE (event_id, user_id, kind)
);
CREATE INDEX notification_inbox ON notification (user_id, id DESC) WHERE in_inbox;
CREATE INDEX notification_of_kind ON notification (user_id, kind, created_at);
CREATE INDEX notification_created ON notification USING brin (created_at);

-- The number of unread notifications, with a version for open pages. Locked by every change of an inbox. The
-- first version is the time: the inbox of an erased person begins above the versions that it had.
CREATE TABLE inbox_state (
  user_id text PRIMARY KEY,
  unread  integer NOT NULL CHECK (unread >= 0),
  version bigint  NOT NULL DEFAULT (extract(epoch FROM clock_timestamp()) * 1000)::bigint
);

-- The newest known version of an account that makes a kind of notification when it crosses a limit.
CREATE TABLE crossing (
  user_id text   NOT NULL,
  kind    text   NOT NULL,
  version bigint NOT NULL,
  PRIMARY KEY (user_id, kind)
);

-- Withdrawals that wait for a decision, so that admins learn of old ones. A decision may arrive first: its
-- row has no creator and keeps a late request closed.
CREATE TABLE open_request (
  withdrawal_id text PRIMARY KEY,
  creator_id    text        NOT NULL,
  amount        bigint      NOT NULL,
  requested_at  timestamptz NOT NULL,
  closed_at     timestamptz,
  announced_at  timestamptz
);
CREATE INDEX open_request_waiting ON open_request (requested_at) WHERE closed_at IS NULL AND announced_at IS NULL;
CREATE INDEX open_request_of_creator ON open_request (creator_id);
CREATE INDEX open_request_closed ON open_request (closed_at);

-- For the weekly summaries of creators: whose stream it is, what it earned in a quarter of an hour, and when
-- the next summary is due.
CREATE TABLE stream_owner (
  stream_id  uuid PRIMARY KEY,
  creator_id text        NOT NULL,
  started_at timestamptz NOT NULL
);
CREATE INDEX stream_owner_creator ON stream_owner (creator_id);
CREATE INDEX stream_owner_started ON stream_owner USING brin (started_at);

CREATE TABLE stream_earning (
  stream_id uuid        NOT NULL,
  from_at   timestamptz NOT NULL,
  minutes   bigint      NOT NULL,
  cents     bigint      NOT NULL,
  PRIMARY KEY (stream_id, from_at)
);
CREATE INDEX stream_earning_from ON stream_earning USING brin (from_at);

CREATE TABLE earnings_due (
  creator_id text PRIMARY KEY,
  due_at     timestamptz NOT NULL
);
CREATE INDEX earnings_due_at ON earnings_due (due_at);

-- One row per notification, channel and target: a mail, or a push to one browser.
-- pending → sent | failed | suppressed. `maybe_sent` beside pending: the connection broke after the mail
-- server had the whole mail.
CREATE TABLE delivery (
  id              uuid PRIMARY KEY DEFAULT uuidv7(),
  notification_id uuid        NOT NULL REFERENCES notification (id) ON DELETE CASCADE,
  user_id         text        NOT NULL,
  channel         text        NOT NULL CHECK (channel IN ('email', 'push')),
  -- The subscription's id for a push; empty for a mail.
  target          text        NOT NULL DEFAULT '',
  template        text        NOT NULL,
  -- Deliveries of one digest leave in one mail.
  digest          text        NOT NULL DEFAULT '',
  state           text        NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'sent', 'failed', 'suppressed')),
  maybe_sent      boolean     NOT NULL DEFAULT false,
  created_at      timestamptz NOT NULL,
  due_at          timestamptz NOT NULL,
  claimed_until   timestamptz,
  attempts        integer     NOT NULL DEFAULT 0,
  -- Giving up, and the time that it holds up later ones of its person, count from here.
  attempted_at    timestamptz,
  -- Why the last attempt failed: a stable word, never an address.
  error           text        NOT NULL DEFAULT '',
  ended_at        timestamptz,
  UNIQUE (notification_id, channel, target, template)
);
CREATE INDEX delivery_due ON delivery (channel, due_at) WHERE state = 'pending';
CREATE INDEX delivery_attempted ON delivery (channel, attempted_at) WHERE state = 'pending' AND attempted_at IS NOT NULL;
CREATE INDEX delivery_of_person ON delivery (user_id, channel, target, id) WHERE state = 'pending';
CREATE INDEX delivery_ended ON delivery USING brin (created_at);

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
CREATE INDEX inbox_received_at ON inbox USING brin (received_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON person, inbox_state, outbox, inbox TO metercast_notifications;
GRANT SELECT, INSERT, UPDATE, DELETE ON crossing, open_request, stream_owner, stream_earning, earnings_due TO metercast_notifications;
GRANT SELECT, INSERT, DELETE ON notification, delivery TO metercast_notifications;
GRANT UPDATE (read_at, archived_at) ON notification TO metercast_notifications;
GRANT UPDATE (state, maybe_sent, due_at, claimed_until, attempts, attempted_at, error, ended_at) ON delivery TO metercast_notifications;

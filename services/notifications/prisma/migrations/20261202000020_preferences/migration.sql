-- What a person wants to receive, and the addresses that are theirs.
CREATE TABLE preference (
  user_id      text PRIMARY KEY,
  -- Empty: the language of the person's requests.
  language     text        NOT NULL DEFAULT '',
  -- An IANA zone.
  zone         text        NOT NULL DEFAULT 'UTC',
  -- Minutes of the day in the zone; both or none.
  quiet_from   smallint CHECK (quiet_from BETWEEN 0 AND 1439),
  quiet_to     smallint CHECK (quiet_to BETWEEN 0 AND 1439),
  digest       text        NOT NULL DEFAULT 'off' CHECK (digest IN ('off', 'daily')),
  push_amounts boolean     NOT NULL DEFAULT false,
  -- Switched off: '<class>:<channel>', such as 'digest:email'. Never of the class security.
  off          text[]      NOT NULL DEFAULT '{}',
  updated_at   timestamptz NOT NULL,
  CHECK ((quiet_from IS NULL) = (quiet_to IS NULL))
);

CREATE TABLE email_address (
  user_id      text PRIMARY KEY,
  address      text        NOT NULL,
  state        text        NOT NULL CHECK (state IN ('unconfirmed', 'confirmed', 'suppressed')),
  -- Why it is suppressed: hard_bounce.
  reason       text        NOT NULL DEFAULT '',
  -- A newer address of a token, beside a confirmed one: used once it is confirmed.
  candidate    text CHECK (candidate IS NULL OR state = 'confirmed'),
  -- SHA-256 of the token in the last confirmation mail.
  token_hash   bytea UNIQUE,
  token_until  timestamptz,
  -- When confirmation mails were sent, for their limit a day.
  mailed_at    timestamptz[] NOT NULL DEFAULT '{}',
  updated_at   timestamptz NOT NULL
);

-- Mails to addresses that nobody has confirmed, for their limit a day: somebody who signs in with a
-- stranger's address must not fill their mailbox. Kept for two days.
CREATE TABLE unconfirmed_mail (
  address_hash bytea       NOT NULL,
  delivery_id  uuid        NOT NULL,
  sent_at      timestamptz NOT NULL,
  PRIMARY KEY (address_hash, delivery_id)
);
CREATE INDEX unconfirmed_mail_sent ON unconfirmed_mail (sent_at);

-- What the link in a mail switches off. A person has one token for each set of classes, which never expires:
-- old mails have it.
CREATE TABLE unsubscribe_token (
  token_hash bytea PRIMARY KEY,
  user_id    text   NOT NULL,
  classes    text[] NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX unsubscribe_token_of_person ON unsubscribe_token (user_id);

GRANT SELECT, INSERT, UPDATE, DELETE ON preference, email_address TO metercast_notifications;
GRANT SELECT, INSERT, DELETE ON unsubscribe_token TO metercast_notifications;
GRANT SELECT, INSERT, UPDATE, DELETE ON unconfirmed_mail TO metercast_notifications;

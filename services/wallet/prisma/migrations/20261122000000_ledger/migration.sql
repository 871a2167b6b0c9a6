-- The ledger. Amounts are whole minor units. A balance is credits minus debits; each asset sums to zero over all accounts.

-- Users' accounts: TOKEN for a viewer, USD for a creator. Never below zero available. Only the key is indexed, and half of each page
-- is left free, so that a balance changes in place (HOT) without touching an index.
CREATE TABLE account (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  owner     text        NOT NULL CHECK (length(owner) BETWEEN 1 AND 128),
  asset     text        NOT NULL CHECK (asset IN ('TOKEN', 'USD')),
  posted    bigint      NOT NULL DEFAULT 0,
  held      bigint      NOT NULL DEFAULT 0 CHECK (held >= 0),
  version   bigint      NOT NULL DEFAULT 0,
  opened_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT account_never_overdrawn CHECK (posted - held >= 0),
  UNIQUE (owner, asset)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);

-- The platform's own accounts may go below zero and are in every posting, so nothing ever locks their rows: each posting
-- appends what it did to them, and their balance is what was folded plus the deltas since. (No foreign key leads here either:
-- its check would lock the row.)
CREATE TABLE platform_account (
  name   text PRIMARY KEY,
  asset  text   NOT NULL CHECK (asset IN ('TOKEN', 'USD')),
  folded bigint NOT NULL DEFAULT 0
);
INSERT INTO platform_account (name, asset) VALUES
  ('issued_tokens', 'TOKEN'), ('spent_tokens', 'TOKEN'), ('token_adjustments', 'TOKEN'), ('platform_tokens', 'TOKEN'),
  ('external_stripe', 'USD'), ('external_bank', 'USD'), ('token_income', 'USD'), ('creator_costs', 'USD'),
  ('usd_adjustments', 'USD'), ('platform_usd', 'USD'), ('payouts_in_transit', 'USD'), ('stripe_fees', 'USD'),
  ('platform_funding', 'USD'), ('dispute_losses', 'USD');

CREATE TABLE platform_delta (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account text   NOT NULL,
  amount  bigint NOT NULL CHECK (amount <> 0)
);

-- One row per posted batch of minutes: when, and what it came to.
CREATE SEQUENCE minute_batch_id;
CREATE TABLE minute_batch (
  id        bigint PRIMARY KEY,
  paid      integer     NOT NULL,
  refused   integer     NOT NULL,
  tokens    bigint      NOT NULL,
  cents     bigint      NOT NULL,
  posted_at timestamptz NOT NULL DEFAULT now()
);

-- One row per decided (session, minute), paid or refused: the viewer's leg. Its id is a function of both (minute_id), so the primary
-- key is the dedup, for ever, and paid and refused exclude each other. Prices are the session's; a refused line moved nothing.
CREATE TABLE viewer_minute (
  id            uuid    PRIMARY KEY,
  stream        uuid    NOT NULL,
  batch         bigint  NOT NULL,
  viewer        bigint  NOT NULL,
  balance_after bigint  NOT NULL,
  version       bigint  NOT NULL,
  minute        integer NOT NULL CHECK (minute > 0),
  tokens        integer NOT NULL CHECK (tokens >= 0),
  cents         integer NOT NULL CHECK (cents >= 0),
  paid          boolean NOT NULL
);
-- A viewer's entries, newest first.
CREATE INDEX viewer_minute_entry ON viewer_minute (viewer, version) WHERE paid AND tokens > 0;

-- The creator's leg: one entry per batch and stream, the sum of the paid lines that carry the same batch and stream.
CREATE TABLE creator_posting (
  batch         bigint  NOT NULL,
  stream        uuid    NOT NULL,
  creator       bigint  NOT NULL,
  lines         integer NOT NULL CHECK (lines > 0),
  cents         bigint  NOT NULL CHECK (cents > 0),
  balance_after bigint  NOT NULL,
  version       bigint  NOT NULL,
  PRIMARY KEY (batch, stream)
);
CREATE UNIQUE INDEX creator_posting_entry ON creator_posting (creator, version);

-- What charts and summaries read; kept by the posting itself, by the hour of the posting.
CREATE TABLE earnings_hour (
  stream  uuid        NOT NULL,
  hour    timestamptz NOT NULL,
  creator bigint      NOT NULL,
  minutes bigint      NOT NULL,
  cents   bigint      NOT NULL,
  PRIMARY KEY (stream, hour)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX earnings_hour_creator ON earnings_hour (creator, hour);

-- The business key of everything that is not a minute: one request has at most one effect, and its answer stands.
CREATE TABLE transfer_request (
  source         text        NOT NULL,
  request_id     text        NOT NULL,
  content_hash   bytea       NOT NULL,
  rejection_code text,
  created_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (source, request_id)
);

-- Every movement that is not a minute. Each side is a user's account (with its balance and version after it) or a platform account.
CREATE TABLE transfer (
  id                   uuid PRIMARY KEY DEFAULT uuidv7(),
  source               text   NOT NULL,
  request_id           text   NOT NULL,
  asset                text   NOT NULL CHECK (asset IN ('TOKEN', 'USD')),
  amount               bigint NOT NULL CHECK (amount > 0),
  debit_account        bigint REFERENCES account,
  debit_platform       text,
  debit_balance_after  bigint,
  debit_version        bigint,
  credit_account       bigint REFERENCES account,
  credit_platform      text,
  credit_balance_after bigint,
  credit_version       bigint,
  reference_type       text        NOT NULL,
  reference_id         text        NOT NULL,
  reason               text        NOT NULL,
  actor_id             text        NOT NULL,
  created_at           timestamptz NOT NULL DEFAULT now(),
  FOREIGN KEY (source, request_id) REFERENCES transfer_request,
  CHECK (num_nonnulls(debit_account, debit_platform) = 1 AND num_nonnulls(credit_account, credit_platform) = 1),
  CHECK (num_nonnulls(debit_account, debit_balance_after, debit_version) IN (0, 3)),
  CHECK (num_nonnulls(credit_account, credit_balance_after, credit_version) IN (0, 3))
);
CREATE INDEX transfer_request_key ON transfer (source, request_id);
CREATE UNIQUE INDEX transfer_debit_entry ON transfer (debit_account, debit_version) WHERE debit_account IS NOT NULL;
CREATE UNIQUE INDEX transfer_credit_entry ON transfer (credit_account, credit_version) WHERE credit_account IS NOT NULL;

-- An amount set aside until it is posted or voided, once. Placing and voiding move no money but take a version each.
CREATE TABLE hold (
  id             uuid PRIMARY KEY,
  account        bigint      NOT NULL REFERENCES account,
  amount         bigint      NOT NULL CHECK (amount > 0),
  status         text        NOT NULL DEFAULT 'held' CHECK (status IN ('held', 'posted', 'voided')),
  reference_type text        NOT NULL,
  reference_id   text        NOT NULL,
  placed_version bigint      NOT NULL,
  ended_version  bigint,
  transfer_id    uuid REFERENCES transfer,
  created_at     timestamptz NOT NULL DEFAULT now(),
  ended_at       timestamptz,
  CHECK ((status = 'held') = (ended_version IS NULL)),
  CHECK ((status = 'posted') = (transfer_id IS NOT NULL))
);
CREATE INDEX hold_account ON hold (account);

CREATE TABLE integrity_run (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ok         boolean     NOT NULL,
  checks     jsonb       NOT NULL,
  checked_at timestamptz NOT NULL
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

-- What the service may do. Nothing that records money can be changed or deleted by it.
GRANT SELECT, INSERT ON minute_batch, viewer_minute, creator_posting, transfer, transfer_request, integrity_run TO metercast_wallet;
GRANT SELECT, INSERT ON account, hold, earnings_hour TO metercast_wallet;
GRANT UPDATE (posted, held, version) ON account TO metercast_wallet;
GRANT UPDATE (status, ended_version, transfer_id, ended_at) ON hold TO metercast_wallet;
GRANT UPDATE (minutes, cents) ON earnings_hour TO metercast_wallet;
GRANT SELECT, UPDATE (folded) ON platform_account TO metercast_wallet;
GRANT SELECT, INSERT, DELETE ON platform_delta TO metercast_wallet;
GRANT SELECT, INSERT, UPDATE, DELETE ON outbox, inbox TO metercast_wallet;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA wallet TO metercast_wallet;

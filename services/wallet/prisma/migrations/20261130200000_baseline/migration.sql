-- The ledger. Amounts are whole minor units. A balance is credits minus debits; each asset sums to zero over all accounts.
-- The functions are in services/wallet/sql/functions.

-- Users' accounts: TOKEN for a viewer, USD for a creator. Never below zero available. Only the key is indexed, and half of each page
-- is left free, so that a balance changes in place (HOT) without touching an index. The next update of a row also removes its dead
-- versions, so vacuum by the share of dead rows would read the table once a minute for nothing. Twice their number is often enough
-- for old transaction ids.
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
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 2);

-- The platform's own accounts may go below zero and are in every posting, so nothing ever locks their rows: each posting appends a delta.
-- A balance is `folded` plus the deltas since. No foreign key leads here, because its check would lock the row. `folded` is numeric:
-- over the years it may exceed 64 bits.
CREATE TABLE platform_account (
  name   text PRIMARY KEY,
  asset  text    NOT NULL CHECK (asset IN ('TOKEN', 'USD')),
  folded numeric NOT NULL DEFAULT 0
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

-- One row per posted batch of minutes: when, and its sums.
CREATE SEQUENCE minute_batch_id;
CREATE TABLE minute_batch (
  id        bigint PRIMARY KEY,
  paid      integer     NOT NULL,
  refused   integer     NOT NULL,
  tokens    bigint      NOT NULL,
  cents     bigint      NOT NULL,
  posted_at timestamptz NOT NULL DEFAULT now()
);

-- The viewer's leg: one row per decided (session, minute), paid or refused. Its id is a function of both (minute_id), so the primary key
-- prevents a second decision, over all partitions. Prices are the session's; a refused minute moves nothing. Partitioned by the time in
-- the id, so that an old part can be closed, summed up and detached as a whole.
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
) PARTITION BY RANGE (id);
-- A viewer's entries, newest first.
CREATE INDEX viewer_minute_entry ON viewer_minute (viewer, version) WHERE paid AND tokens > 0;

-- The partitions of viewer_minute, past and present. A closed one takes no new minute. A detached one is an ordinary table that the service
-- can't read. All batches below closed_batch were over when the partition was closed.
CREATE TABLE minute_partition (
  name         text PRIMARY KEY,
  from_id      uuid        NOT NULL UNIQUE,
  to_id        uuid        NOT NULL UNIQUE,
  made_at      timestamptz NOT NULL DEFAULT now(),
  closed_at    timestamptz,
  detached_at  timestamptz,
  closed_batch bigint,
  CHECK (from_id < to_id),
  CHECK (detached_at IS NULL OR closed_at IS NOT NULL),
  CHECK ((closed_at IS NULL) = (closed_batch IS NULL))
);

-- The sums of a closed partition: of its minutes, and of the creators' postings whose batches have their last minute in it (from_batch up
-- to, not with, to_batch). Partitions are summed in the order of time, so these ranges join. The sums stand for the minutes in the checks
-- of the books and, after detaching, in balances and statements. wrong, detail and fingerprint hold the result of the last check.
CREATE TABLE closed_partition (
  partition   text PRIMARY KEY REFERENCES minute_partition,
  lines       bigint      NOT NULL,
  tokens      bigint      NOT NULL,
  from_batch  bigint      NOT NULL,
  to_batch    bigint      NOT NULL,
  cents       bigint      NOT NULL,
  summed_at   timestamptz NOT NULL DEFAULT now(),
  verified_at timestamptz NOT NULL DEFAULT now(),
  wrong       bigint      NOT NULL DEFAULT 0,
  detail      text        NOT NULL DEFAULT '',
  fingerprint text        NOT NULL DEFAULT '',
  CHECK (from_batch <= to_batch)
);

-- The entries of an account in it, as runs of versions without a gap: mostly one run a day.
CREATE TABLE closed_run (
  partition     text   NOT NULL REFERENCES closed_partition,
  account       bigint NOT NULL,
  first_version bigint NOT NULL,
  last_version  bigint NOT NULL,
  amount        bigint NOT NULL,
  balance_after bigint NOT NULL,
  PRIMARY KEY (account, first_version, partition)
);

-- Its minutes of batches that have others in later partitions: the one leg of postings that can't be compared yet.
CREATE TABLE closed_line (
  partition text    NOT NULL REFERENCES closed_partition,
  batch     bigint  NOT NULL,
  stream    uuid    NOT NULL,
  paid      bigint  NOT NULL,
  refused   bigint  NOT NULL,
  earning   bigint  NOT NULL,
  tokens    bigint  NOT NULL,
  cents     bigint  NOT NULL,
  PRIMARY KEY (batch, stream, partition)
);

-- The sums of its creators' postings, by stream.
CREATE TABLE closed_stream (
  partition text   NOT NULL REFERENCES closed_partition,
  stream    uuid   NOT NULL,
  minutes   bigint NOT NULL,
  cents     bigint NOT NULL,
  PRIMARY KEY (stream, partition)
);

-- The creator's leg: one entry per batch and stream, the sum of the paid minutes with the same batch and stream.
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

-- Sums for charts and summaries, written by each posting for the hour of the posting.
CREATE TABLE earnings_hour (
  stream  uuid        NOT NULL,
  hour    timestamptz NOT NULL,
  creator bigint      NOT NULL,
  minutes bigint      NOT NULL,
  cents   bigint      NOT NULL,
  PRIMARY KEY (stream, hour)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 2);
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

-- Everything that is not a minute. Each side is a user's account (with its balance and version after it) or a platform account.
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

-- Money of a top-up that left Stripe's balance by a refund or dispute, or came back: one row per balance transaction of Stripe. The sum of
-- a top-up's rows decides what is taken from the viewer; the viewer's lock makes these rows wait for each other.
CREATE TABLE top_up_money (
  balance_transaction_id text PRIMARY KEY,
  top_up_id       text        NOT NULL,
  -- The refund or dispute.
  source_id       text        NOT NULL,
  -- The change of Stripe's balance: below zero left.
  amount_cents    bigint      NOT NULL,
  fee_cents       bigint      NOT NULL,
  -- Below zero: given back.
  tokens_taken    bigint      NOT NULL,
  cents_recovered bigint      NOT NULL,
  cents_lost      bigint      NOT NULL,
  -- An older row for the same money, which then counts for nothing.
  replaces        text UNIQUE REFERENCES top_up_money,
  created_at      timestamptz NOT NULL DEFAULT now(),
  CHECK (cents_recovered + cents_lost = -amount_cents)
);
CREATE INDEX top_up_money_of ON top_up_money (top_up_id);

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
-- Rows are in the order of their arrival, so the janitor finds old ones without reading all.
CREATE INDEX inbox_received_at ON inbox USING brin (received_at);

-- The service's rights. It can change or delete nothing that records money. The functions that make, close and detach partitions run with
-- the rights of the role that migrates.
GRANT SELECT, INSERT ON minute_batch, viewer_minute, creator_posting, transfer, transfer_request, integrity_run TO metercast_wallet;
GRANT SELECT, INSERT ON account, hold, earnings_hour, top_up_money TO metercast_wallet;
GRANT SELECT, INSERT ON closed_partition, closed_run, closed_line, closed_stream TO metercast_wallet;
GRANT SELECT ON minute_partition TO metercast_wallet;
GRANT UPDATE (posted, held, version) ON account TO metercast_wallet;
GRANT UPDATE (status, ended_version, transfer_id, ended_at) ON hold TO metercast_wallet;
GRANT UPDATE (minutes, cents) ON earnings_hour TO metercast_wallet;
GRANT UPDATE (verified_at, wrong, detail, fingerprint) ON closed_partition TO metercast_wallet;
GRANT SELECT, UPDATE (folded) ON platform_account TO metercast_wallet;
GRANT SELECT, INSERT, DELETE ON platform_delta TO metercast_wallet;
GRANT SELECT, INSERT, UPDATE, DELETE ON outbox, inbox TO metercast_wallet;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA wallet TO metercast_wallet;

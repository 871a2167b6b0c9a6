-- What refunds and disputes of top-ups take back from creators (docs/adr/0021-clawback.md). A step is a balance transaction that changed
-- how many of a top-up's tokens are lost: spent, and their money gone. It commits with the balance transaction and is worked off after it.
CREATE TABLE clawback (
  balance_transaction_id text PRIMARY KEY REFERENCES top_up_money,
  -- Steps of a top-up are worked off in this order.
  position    bigint      GENERATED ALWAYS AS IDENTITY UNIQUE,
  top_up_id   text        NOT NULL,
  -- The refund or dispute.
  source_id   text        NOT NULL,
  viewer      bigint      NOT NULL REFERENCES account,
  -- Lost tokens: the change, below zero for made good; and afterwards.
  tokens      bigint      NOT NULL CHECK (tokens <> 0),
  lost_tokens bigint      NOT NULL CHECK (lost_tokens >= 0 AND lost_tokens >= tokens),
  -- The platform's loss afterwards: no more is taken back.
  lost_cents  bigint      NOT NULL,
  -- The rule of the moment: the percentage of the minutes' earnings that creators bear, and whether the rest becomes a debt.
  policy      text        NOT NULL CHECK (policy IN ('absorb', 'recover', 'share', 'pass_on')),
  percent     integer     NOT NULL CHECK (percent BETWEEN 0 AND 100),
  created_at  timestamptz NOT NULL DEFAULT now(),
  -- Set when the minutes of all lost tokens were found; untraced are the tokens without any.
  untraced    bigint      CHECK (untraced >= 0),
  traced_at   timestamptz,
  done_at     timestamptz,
  CHECK ((untraced IS NULL) = (traced_at IS NULL)),
  CHECK (done_at IS NULL OR traced_at IS NOT NULL)
);
CREATE INDEX clawback_open ON clawback (position) WHERE done_at IS NULL;
CREATE INDEX clawback_of ON clawback (top_up_id, position);

-- What the lost tokens' minutes earned a creator, found by a step. Below zero: made good, of the piece that took it.
CREATE TABLE clawback_share (
  balance_transaction_id text   NOT NULL REFERENCES clawback,
  piece                  text   NOT NULL REFERENCES clawback,
  creator                bigint NOT NULL REFERENCES account,
  cents                  bigint NOT NULL CHECK (cents <> 0),
  PRIMARY KEY (balance_transaction_id, piece, creator),
  CHECK (cents < 0 OR piece = balance_transaction_id)
);

-- How a share was borne; rows are never changed. The sum over a piece is how it is borne now. Collected debt moves from debt to available.
CREATE TABLE clawback_entry (
  piece           text        NOT NULL REFERENCES clawback,
  creator         bigint      NOT NULL REFERENCES account,
  -- The balance transaction, or "debt:<version of the account>" of a collected debt.
  cause           text        NOT NULL,
  -- Taken from the creator's reserve and balance, by a transfer.
  reserve_cents   bigint      NOT NULL,
  available_cents bigint      NOT NULL,
  -- Owed by the creator.
  debt_cents      bigint      NOT NULL,
  -- Borne by the platform.
  absorbed_cents  bigint      NOT NULL,
  created_at      timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (piece, creator, cause)
);
CREATE INDEX clawback_entry_debt ON clawback_entry (creator) WHERE debt_cents <> 0;

GRANT SELECT, INSERT ON clawback, clawback_share, clawback_entry TO metercast_wallet;
GRANT UPDATE (untraced, traced_at, done_at) ON clawback TO metercast_wallet;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA wallet TO metercast_wallet;

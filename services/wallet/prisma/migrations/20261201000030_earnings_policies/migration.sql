-- When earnings become available. The newest version of a scope is in force; a creator's own comes before the platform's. Before the first
-- version the configuration counts. Rows are never changed: earnings keep the terms of the day on which they were earned.
CREATE TABLE earnings_policy (
  id                    bigint      GENERATED ALWAYS AS IDENTITY UNIQUE,
  -- Empty: the platform's.
  creator_id            text        NOT NULL CHECK (length(creator_id) <= 128),
  version               integer     NOT NULL CHECK (version > 0),
  hold_days             integer     NOT NULL CHECK (hold_days BETWEEN 0 AND 180),
  -- A creator is new for so many days from the day of the first earnings.
  new_creator_days      integer     NOT NULL CHECK (new_creator_days BETWEEN 0 AND 365),
  new_creator_hold_days integer     NOT NULL CHECK (new_creator_hold_days BETWEEN 0 AND 180),
  reserve_percent       integer     NOT NULL CHECK (reserve_percent BETWEEN 0 AND 100),
  reserve_days          integer     NOT NULL CHECK (reserve_days BETWEEN 0 AND 180),
  -- It makes money available earlier than the version before it.
  releases_earlier      boolean     NOT NULL,
  reason                text        NOT NULL CHECK (reason <> ''),
  actor_id              text        NOT NULL CHECK (actor_id <> ''),
  -- The second admin, or empty.
  confirmed_by          text        NOT NULL DEFAULT '',
  request_id            text        NOT NULL UNIQUE CHECK (length(request_id) BETWEEN 1 AND 128),
  at                    timestamptz NOT NULL,
  PRIMARY KEY (creator_id, version),
  CHECK (reserve_percent = 0 OR reserve_days > 0),
  -- Two people, whatever the code does.
  CHECK (NOT releases_earlier OR (confirmed_by <> '' AND lower(confirmed_by) <> lower(actor_id)))
);

-- The part of a day's earnings that stays with the platform until release_on, as a hold of the type RESERVE. A draw ends a part of a lot
-- and puts a smaller one in its place. share is what the terms reserved of the day; a part with an amount of 0 says that nothing was left.
CREATE TABLE reserve_lot (
  account    bigint      NOT NULL REFERENCES account,
  day        date        NOT NULL,
  part       integer     NOT NULL CHECK (part >= 0),
  share      bigint      NOT NULL CHECK (share > 0),
  amount     bigint      NOT NULL CHECK (amount BETWEEN 0 AND share),
  hold       uuid        UNIQUE REFERENCES hold,
  release_on date        NOT NULL CHECK (release_on > day),
  placed_at  timestamptz NOT NULL DEFAULT now(),
  ended_at   timestamptz,
  PRIMARY KEY (account, day, part),
  CHECK ((amount = 0) = (hold IS NULL)),
  CHECK (hold IS NOT NULL OR ended_at IS NULL)
);
CREATE INDEX reserve_lot_open ON reserve_lot (account, day) WHERE hold IS NOT NULL AND ended_at IS NULL;
CREATE INDEX reserve_lot_due ON reserve_lot (release_on) WHERE hold IS NOT NULL AND ended_at IS NULL;

-- UTC days of which every creator's lot is placed.
CREATE TABLE reserve_day (
  day       date PRIMARY KEY,
  placed_at timestamptz NOT NULL DEFAULT now()
);

-- What platform clients credit matures as earnings do. Top-ups and minutes are not in it.
CREATE INDEX transfer_client_credit ON transfer (credit_account, created_at) WHERE asset = 'USD' AND source LIKE 'platform:%';

GRANT SELECT, INSERT ON earnings_policy, reserve_lot, reserve_day TO metercast_wallet;
GRANT USAGE ON SEQUENCE earnings_policy_id_seq TO metercast_wallet;
GRANT UPDATE (ended_at) ON reserve_lot TO metercast_wallet;

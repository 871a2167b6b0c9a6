-- When a creator is paid without asking: schedules, their runs, and pauses. Amounts are cents.

-- The request came from the creator's schedule.
ALTER TABLE withdrawal ADD COLUMN scheduled boolean NOT NULL DEFAULT false;

-- Every version of a creator's schedule. The highest version whose time has come is in force.
CREATE TABLE payout_schedule (
  creator_id     text        NOT NULL CHECK (length(creator_id) BETWEEN 1 AND 128),
  version        integer     NOT NULL CHECK (version > 0),
  cadence        text        NOT NULL CHECK (cadence IN ('manual', 'weekly', 'monthly', 'threshold')),
  anchor_day     integer     NOT NULL CHECK (anchor_day BETWEEN 1 AND 31),
  zone           text        NOT NULL CHECK (zone <> ''),
  -- A run pays at least this; a threshold schedule runs when this much is available.
  minimum        bigint      NOT NULL CHECK (minimum >= 0),
  -- A run leaves this much.
  retain         bigint      NOT NULL CHECK (retain >= 0),
  -- Null: the default method at the time of the run.
  payout_method  uuid REFERENCES payout_method,
  effective_from timestamptz NOT NULL,
  -- As in the creator's token: a run has no token.
  creator_name   text        NOT NULL DEFAULT '',
  creator_email  text        NOT NULL DEFAULT '',
  created_at     timestamptz NOT NULL,
  PRIMARY KEY (creator_id, version)
);

-- The run that each schedule waits for. One row per creator; deleting all of it loses nothing that the
-- versions and runs do not say.
CREATE TABLE payout_due (
  creator_id text PRIMARY KEY,
  -- When the next run is due; null where no day is known (manual, threshold).
  due_at     timestamptz,
  -- When the job takes it next. Doubles as its claim. Null: never.
  next_at    timestamptz,
  -- Why a threshold schedule that has enough money does not run now; empty otherwise.
  waits_for  text NOT NULL DEFAULT ''
);
CREATE INDEX payout_due_next ON payout_due (next_at) WHERE next_at IS NOT NULL;

-- One row per creator and period, whatever dies: it commits with the withdrawal that it makes.
CREATE TABLE payout_run (
  id         uuid PRIMARY KEY,
  creator_id text        NOT NULL,
  period     text        NOT NULL CHECK (period ~ '^([0-9]{4}-W[0-9]{2}|[0-9]{4}-[0-9]{2}|threshold:[0-9]+)$'),
  version    integer     NOT NULL,
  -- The day on the creator's calendar.
  run_on     date        NOT NULL,
  -- `placing`: its withdrawal waits for the wallet's hold. No API shows it.
  outcome    text        NOT NULL CHECK (outcome IN ('placing', 'created', 'skipped')),
  reason     text        NOT NULL DEFAULT '',
  detail     text        NOT NULL DEFAULT '',
  -- No reference: a withdrawal whose hold is refused is deleted.
  withdrawal uuid UNIQUE,
  amount     bigint,
  next_on    date,
  at         timestamptz NOT NULL,
  UNIQUE (creator_id, period),
  FOREIGN KEY (creator_id, version) REFERENCES payout_schedule,
  CHECK ((outcome = 'skipped') = (reason <> '')),
  CHECK (outcome = 'skipped' OR (withdrawal IS NOT NULL AND amount > 0))
);
CREATE INDEX payout_run_creator ON payout_run (creator_id, id);

-- Only the wallet's answer changes a run, once.
CREATE FUNCTION payout_run_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.outcome <> 'placing' THEN
    RAISE EXCEPTION 'the outcome of a run is kept' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER payout_run_keep BEFORE UPDATE ON payout_run FOR EACH ROW EXECUTE FUNCTION payout_run_keep();

-- Pauses and their ends. The latest row of a creator and of who paused counts. A creator pauses their own
-- schedule; an admin pauses all payouts that the creator asks for.
CREATE TABLE payout_pause (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  creator_id text        NOT NULL,
  by         text        NOT NULL CHECK (by IN ('creator', 'admin')),
  paused     boolean     NOT NULL,
  actor_id   text        NOT NULL,
  reason     text        NOT NULL DEFAULT '' CHECK (by = 'creator' OR reason <> ''),
  at         timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX payout_pause_of ON payout_pause (creator_id, by, id);

GRANT SELECT, INSERT ON payout_schedule, payout_run, payout_pause, payout_due TO metercast_withdrawals;
GRANT UPDATE (due_at, next_at, waits_for) ON payout_due TO metercast_withdrawals;
GRANT UPDATE (outcome, reason, detail, amount) ON payout_run TO metercast_withdrawals;
GRANT EXECUTE ON FUNCTION payout_run_keep TO metercast_withdrawals;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA withdrawals TO metercast_withdrawals;

-- What a viewer may spend a day and a month, by versions: a minute is judged by the version in force when it
-- began. Old versions go with the next change, a day after another one took over.
CREATE TABLE spending_limit (
  viewer_id    text        NOT NULL CHECK (length(viewer_id) BETWEEN 1 AND 128),
  effective_at timestamptz NOT NULL,
  -- Null: no limit.
  day_tokens   bigint      CHECK (day_tokens BETWEEN 0 AND 1000000000),
  month_tokens bigint      CHECK (month_tokens BETWEEN 0 AND 1000000000),
  zone         text        NOT NULL CHECK (length(zone) BETWEEN 1 AND 64),
  set_at       timestamptz NOT NULL,
  PRIMARY KEY (viewer_id, effective_at)
);

-- The last day and month in which a viewer was warned: one row for each viewer and kind.
CREATE TABLE spending_warning (
  viewer_id   text        NOT NULL,
  kind        text        NOT NULL CHECK (kind IN ('day', 'month')),
  period_from timestamptz NOT NULL,
  PRIMARY KEY (viewer_id, kind)
);

-- 0: the viewer has no limit. Grows if their limits or their other open sessions change: the meter then
-- judges the session again before its next minute.
ALTER TABLE session ADD COLUMN limits_version integer NOT NULL DEFAULT 0 CHECK (limits_version >= 0);
ALTER TABLE session DROP CONSTRAINT session_end_reason_check,
  ADD CONSTRAINT session_end_reason_check
    CHECK (end_reason IN ('left', 'lost', 'insufficient_funds', 'stream_ended', 'spending_limit'));
-- What a viewer paid in a period: sessions that ended in it or later.
CREATE INDEX session_viewer_ended ON session (viewer_id, ended_at) WHERE state = 'ended';

-- How many of a session's paid minutes count before a time. A minute counts at its end, one that was carried
-- in at the session's start. Times in ms. domain/spending.ts has the same rule.
CREATE FUNCTION minutes_before(s session, at float8) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN at <= ms_of(s.started_at) THEN 0
              ELSE greatest(0, least(s.minutes_billed,
                ceil((at - ms_of(coalesce(s.media_from, s.started_at)) + s.carried_ms) / s.minute_ms) - 1))::bigint END $$;

-- Stripe's receipt of the charge, and when it was read: its link opens for 30 days.
ALTER TABLE top_up ADD COLUMN receipt_url text NOT NULL DEFAULT '' CHECK (length(receipt_url) <= 2048),
                   ADD COLUMN receipt_at  timestamptz;
-- A viewer's purchases, newest first.
CREATE INDEX top_up_viewer_list ON top_up (viewer_id, id DESC);

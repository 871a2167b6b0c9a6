-- Judges the minutes of viewers that post_minutes can't judge as a set: viewers with several minutes, with
-- a minute that was decided before, or with one whose predecessor is not known to be paid. The caller has
-- locked these viewers, so what is read here stays true. Minute by minute, in the order of sessions and
-- minutes:
--   decided before        → its stored answer again (replayed) period closed         → too old: its part of
--   the ledger takes no new minute, so it can never be decided predecessor undecided → gap: neither paid
--   nor refused, the sender repeats it after its predecessor (too old where the predecessor is) predecessor
--   refused, or not enough available → refused otherwise             → paid.
-- Debits what is paid; the caller inserts the judged minutes and credits the creators. Each minute's past
-- is read by its key, and OFFSET 0 keeps these subqueries from becoming joins: while a partition was young
-- and seemed small, a join was planned as one scan of all minutes of that time.
CREATE OR REPLACE FUNCTION judge_one_by_one(
  p_id uuid[], p_session uuid[], p_minute integer[], p_viewer bigint[], p_creator bigint[], p_stream uuid[], p_tokens integer[], p_cents integer[],
  p_low bigint, p_least uuid, p_greatest uuid, p_closed uuid,
  OUT judged judged_line[], OUT answered bytea, OUT replayed integer, OUT gaps integer, OUT too_old integer, OUT low bigint[], OUT exhausted bigint[]
) LANGUAGE plpgsql SET enable_seqscan = off SET enable_mergejoin = off SET enable_hashjoin = off AS $$
DECLARE
  r              record;
  viewer_now     bigint;
  session_now    uuid;
  last_minute    integer;   -- of session_now, whose fate is last_paid (NULL: undecided)
  last_paid      boolean;
  posted_now     bigint;
  held_now       bigint;
  version_now    bigint;
  v_viewers      bigint[] := '{}';   -- what the UPDATE below writes
  v_posted       bigint[] := '{}';
  v_version      bigint[] := '{}';
BEGIN
  judged := '{}'; answered := ''; replayed := 0; gaps := 0; too_old := 0; low := '{}'; exhausted := '{}';
  FOR r IN
    SELECT t.*, a.posted, a.held, a.version,
           stored.paid AS stored_paid, stored.balance_after AS stored_balance, stored.version AS stored_version, before.paid AS before_paid
      FROM unnest(p_id, p_session, p_minute, p_viewer, p_creator, p_stream, p_tokens, p_cents)
             AS t (id, session, minute, viewer, creator, stream, tokens, cents)
      JOIN account a ON a.id = t.viewer
      LEFT JOIN LATERAL (SELECT m.paid, m.balance_after, m.version FROM viewer_minute m
                          WHERE m.id = t.id AND m.id BETWEEN p_least AND p_greatest OFFSET 0) AS stored ON true
      LEFT JOIN LATERAL (SELECT m.paid FROM viewer_minute m
                          WHERE t.minute > 1 AND m.id = minute_id(t.session, t.minute - 1) AND m.viewer = t.viewer
                            AND m.id BETWEEN p_least AND p_greatest OFFSET 0) AS before ON true
     ORDER BY t.viewer, t.session, t.minute
  LOOP
    IF viewer_now IS DISTINCT FROM r.viewer THEN
      viewer_now := r.viewer; session_now := NULL;
      posted_now := r.posted; held_now := r.held; version_now := r.version;
    END IF;
    IF session_now = r.session AND last_minute = r.minute THEN
      CONTINUE;  -- the same line twice in one batch: answered once
    END IF;
    IF r.stored_paid IS NOT NULL THEN
      replayed := replayed + 1;
      answered := answered || line_record(r.session, r.minute, r.viewer, r.stored_balance, r.held, r.stored_version, 1 - r.stored_paid::integer);
      session_now := r.session; last_minute := r.minute; last_paid := r.stored_paid;
      CONTINUE;
    END IF;
    IF NOT (session_now IS NOT DISTINCT FROM r.session AND last_minute = r.minute - 1) THEN
      last_paid := CASE WHEN r.minute = 1 THEN true ELSE r.before_paid END;
    END IF;
    session_now := r.session; last_minute := r.minute;
    IF r.id < p_closed OR (last_paid IS NULL AND minute_id(r.session, r.minute - 1) < p_closed) THEN  -- so is the next
      last_paid := NULL;
      too_old := too_old + 1;
      answered := answered || line_record(r.session, r.minute, r.viewer, posted_now, held_now, version_now, 3);
      CONTINUE;
    END IF;
    IF last_paid IS NULL THEN  -- undecided: so is this one, and the next
      gaps := gaps + 1;
      answered := answered || line_record(r.session, r.minute, r.viewer, posted_now, held_now, version_now, 2);
      CONTINUE;
    END IF;
    last_paid := last_paid AND posted_now - held_now >= r.tokens;
    IF last_paid AND r.tokens > 0 THEN
      IF posted_now - held_now >= p_low AND posted_now - held_now - r.tokens < p_low THEN low := low || r.viewer; END IF;
      IF posted_now - held_now = r.tokens THEN exhausted := exhausted || r.viewer; END IF;
      posted_now := posted_now - r.tokens;
      version_now := version_now + 1;
      IF v_viewers[cardinality(v_viewers)] IS DISTINCT FROM r.viewer THEN
        v_viewers := v_viewers || r.viewer; v_posted := v_posted || posted_now; v_version := v_version || version_now;
      ELSE
        v_posted[cardinality(v_posted)] := posted_now; v_version[cardinality(v_version)] := version_now;
      END IF;
    END IF;
    answered := answered || line_record(r.session, r.minute, r.viewer, posted_now, held_now, version_now, 1 - last_paid::integer);
    judged := judged || ROW(r.id, r.session, r.minute, r.viewer, r.creator, r.stream, r.tokens, r.cents, posted_now, held_now, version_now, last_paid)::judged_line;
  END LOOP;
  UPDATE account a SET posted = t.posted, version = t.version
    FROM unnest(v_viewers, v_posted, v_version) AS t (viewer, posted, version) WHERE a.id = t.viewer;
END $$;

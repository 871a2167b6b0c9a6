-- post_minutes as before, for a partitioned viewer_minute: it opens only the partitions of its batch, and a line whose part of the ledger is closed is
-- answered as too old. Outcome in line_record: 0 paid, 1 refused, 2 gap, 3 too old.

DROP FUNCTION post_minutes;
DROP FUNCTION judge_one_by_one;

-- Judges the lines of viewers that need it one by one: those who have several lines, a line that was decided before, or one whose predecessor is not
-- known to be paid. The caller has locked these viewers, so what is read here stays true. Line by line, in session and minute order:
--   decided before        → its stored answer again (replayed)
--   closed away           → too old: its part of the ledger is closed and takes no new line, so it can never be decided
--   predecessor undecided → gap: neither paid nor refused, it must be sent again after its predecessor (too old where that one is closed away)
--   predecessor refused, or not enough available → refused
--   else paid.
-- Debits what is paid; the caller inserts the judged lines and credits the creators.
CREATE FUNCTION judge_one_by_one(
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
      LEFT JOIN viewer_minute stored ON stored.id = t.id AND stored.id BETWEEN p_least AND p_greatest
      LEFT JOIN viewer_minute before ON before.id = minute_id(t.session, t.minute - 1) AND before.viewer = t.viewer AND t.minute > 1
                                     AND before.id BETWEEN p_least AND p_greatest
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

-- Posts a batch: both legs of each payable line, the stored refusal of each other one, balances, versions, rollups, warnings and the answer to all of it.
-- Locks viewers in id order, then, last and shortest, creators in id order; viewers' accounts are TOKEN and creators' USD, so no two
-- batches wait for each other in a circle. p_answer: write the answer to the outbox even where nothing was new.
-- Raises MC001 for an account that does not exist (find its lines with unknown_lines, put them aside, call again) and
-- unique_violation where another transaction decided a line in between (call again); check_violation where a line has no partition (make it, call again).
CREATE FUNCTION post_minutes(
  p_id uuid[], p_before uuid[], p_session uuid[], p_minute integer[], p_viewer bigint[], p_creator bigint[], p_stream uuid[],
  p_tokens integer[], p_cents integer[], p_low bigint, p_headers jsonb, p_answer boolean,
  OUT paid integer, OUT refused integer, OUT replayed integer, OUT gaps integer, OUT too_old integer, OUT lines bytea, OUT creators bytea
) LANGUAGE plpgsql
  SET enable_seqscan = off SET enable_mergejoin = off SET enable_hashjoin = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  v_paid      integer;
  v_refused   integer;
  v_batch     bigint;
  v_least     uuid;       -- only partitions between these ids are opened
  v_greatest  uuid;
  v_closed    uuid;       -- ids below it take no new line
  v_slow      bigint[];   -- viewers whose lines are judged one by one
  v_slow_at   integer[];  -- the places of their lines in the arrays
  v_found     integer;
  v_tokens    bigint;
  v_cents     bigint;
  v_low       bigint[];
  v_exhausted bigint[];
  v_one       record;
  g_creator   bigint[];   -- what the paid lines came to, per creator and stream
  g_stream    uuid[];
  g_lines     integer[];
  g_cents     bigint[];
BEGIN
  replayed := 0; gaps := 0; too_old := 0; creators := '';

  -- 0. With this lock held no partition is closed or detached until the commit: what is read of it now stays true.
  LOCK TABLE ONLY viewer_minute IN ROW EXCLUSIVE MODE;
  v_batch := nextval('minute_batch_id');  -- under the lock: whoever closes a partition knows that all batches before a number are over
  SELECT minutes_closed_before(), (SELECT id FROM unnest(p_before) AS t (id) ORDER BY id LIMIT 1), (SELECT id FROM unnest(p_id) AS t (id) ORDER BY id DESC LIMIT 1)
    INTO v_closed, v_least, v_greatest;

  -- 1. Without a lock: whose lines are plain? A line is when it is not closed away, not decided, and its predecessor is paid; these are append-only facts, so what is
  --    seen here stays true. Whoever has a line that is not, or several lines, is judged one by one in step 3. (Scalar subqueries, because an
  --    EXISTS under an OR may be planned as one scan of the whole table.)
  SELECT array_agg(DISTINCT s.viewer) INTO v_slow FROM (
    SELECT t.viewer FROM unnest(p_id, p_before, p_minute, p_viewer) AS t (id, before, minute, viewer)
     WHERE t.id < v_closed
        OR (SELECT m.id FROM viewer_minute m WHERE m.id = t.id AND m.id BETWEEN v_least AND v_greatest) IS NOT NULL
        OR (t.minute > 1 AND (SELECT m.viewer FROM viewer_minute m WHERE m.id = t.before AND m.id BETWEEN v_least AND v_greatest AND m.paid)
                             IS DISTINCT FROM t.viewer)
    UNION ALL
    SELECT u.viewer FROM unnest(p_viewer) AS u (viewer) GROUP BY u.viewer HAVING count(*) > 1) AS s;
  IF v_slow IS NOT NULL THEN
    SELECT array_agg(t.place::integer) INTO v_slow_at
      FROM unnest(p_viewer) WITH ORDINALITY AS t (viewer, place) WHERE t.viewer = ANY (v_slow);
  END IF;

  -- 2. One pass over all viewers in id order locks, judges and debits. Who can't pay is locked and left as he is; who is judged one by one
  --    is here once without a line, to be locked in the same order.
  WITH due AS (
    SELECT * FROM unnest(p_id, p_session, p_minute, p_viewer, p_creator, p_stream, p_tokens, p_cents) WITH ORDINALITY
      AS t (id, session, minute, viewer, creator, stream, tokens, cents, place)
     WHERE v_slow IS NULL OR NOT t.viewer = ANY (v_slow)
    UNION ALL
    SELECT NULL, NULL, NULL, s.viewer, NULL, NULL, 0, NULL, NULL FROM unnest(v_slow) AS s (viewer)),
  judged AS (
    UPDATE account a
       SET posted  = a.posted  - CASE WHEN a.posted - a.held >= t.tokens THEN t.tokens ELSE 0 END,
           version = a.version + CASE WHEN a.posted - a.held >= t.tokens AND t.tokens > 0 THEN 1 ELSE 0 END
      FROM (SELECT * FROM due ORDER BY viewer) AS t
     WHERE a.id = t.viewer AND a.asset = 'TOKEN'
    RETURNING t.id, t.session, t.minute, t.viewer, t.creator, t.stream, t.tokens, t.cents, new.posted, new.held, new.version,
              old.posted - old.held AS before, new.posted - new.held AS after, old.posted - old.held >= t.tokens AS paid),
  inserted AS (
    INSERT INTO viewer_minute (id, stream, batch, viewer, balance_after, version, minute, tokens, cents, paid)
    SELECT id, stream, v_batch, viewer, posted, version, minute, tokens, cents, paid FROM judged WHERE id IS NOT NULL),
  totals AS (
    SELECT count(*)::integer AS found,
           (count(*) FILTER (WHERE paid AND id IS NOT NULL))::integer AS paid,
           (count(*) FILTER (WHERE NOT paid))::integer AS refused,
           coalesce(sum(tokens) FILTER (WHERE paid), 0) AS tokens,
           coalesce(string_agg(line_record(session, minute, viewer, posted, held, version, 1 - paid::integer), '') FILTER (WHERE id IS NOT NULL), '') AS lines,
           array_agg(viewer) FILTER (WHERE paid AND before >= p_low AND after < p_low) AS low,
           array_agg(viewer) FILTER (WHERE paid AND before > 0 AND after = 0) AS exhausted
      FROM judged),
  earned AS (
    SELECT array_agg(creator) AS creator, array_agg(stream) AS stream, array_agg(n) AS n, array_agg(cents) AS cents
      FROM (SELECT creator, stream, count(*)::integer AS n, sum(cents)::bigint AS cents FROM judged
             WHERE paid AND cents > 0 GROUP BY creator, stream) AS e)
  SELECT totals.found, totals.paid, totals.refused, totals.tokens, totals.lines, totals.low, totals.exhausted,
         coalesce(earned.creator, '{}'), coalesce(earned.stream, '{}'), coalesce(earned.n, '{}'), coalesce(earned.cents, '{}')
    INTO v_found, v_paid, v_refused, v_tokens, lines, v_low, v_exhausted, g_creator, g_stream, g_lines, g_cents
    FROM totals, earned;
  IF v_found <> cardinality(p_viewer) - coalesce(cardinality(v_slow_at), 0) + coalesce(cardinality(v_slow), 0) THEN
    RAISE EXCEPTION 'a viewer of this batch has no account' USING ERRCODE = 'MC001';
  END IF;

  -- 3. The others, now that they are locked: this statement sees all that was committed before.
  IF v_slow IS NOT NULL THEN
    SELECT j.* INTO v_one FROM (
      SELECT array_agg(p_id[at]) AS id, array_agg(p_session[at]) AS session, array_agg(p_minute[at]) AS minute, array_agg(p_viewer[at]) AS viewer,
             array_agg(p_creator[at]) AS creator, array_agg(p_stream[at]) AS stream, array_agg(p_tokens[at]) AS tokens, array_agg(p_cents[at]) AS cents
        FROM unnest(v_slow_at) AS s (at)) AS l,
      judge_one_by_one(l.id, l.session, l.minute, l.viewer, l.creator, l.stream, l.tokens, l.cents, p_low,
                       v_least, v_greatest, v_closed) AS j;
    replayed := v_one.replayed; gaps := v_one.gaps; too_old := v_one.too_old; lines := lines || v_one.answered;
    v_low := coalesce(v_low, '{}') || v_one.low; v_exhausted := coalesce(v_exhausted, '{}') || v_one.exhausted;
    WITH judged AS (SELECT * FROM unnest(v_one.judged)),
    inserted AS (
      INSERT INTO viewer_minute (id, stream, batch, viewer, balance_after, version, minute, tokens, cents, paid)
      SELECT id, stream, v_batch, viewer, posted, version, minute, tokens, cents, paid FROM judged),
    earned AS (
      SELECT creator, stream, sum(n)::integer AS n, sum(cents)::bigint AS cents FROM (
        SELECT creator, stream, 1 AS n, cents::bigint FROM judged WHERE paid AND cents > 0
        UNION ALL SELECT * FROM unnest(g_creator, g_stream, g_lines, g_cents)) AS e (creator, stream, n, cents)
      GROUP BY creator, stream)
    SELECT v_paid + count(*) FILTER (WHERE judged.paid), v_refused + count(*) FILTER (WHERE NOT judged.paid),
           v_tokens + coalesce(sum(judged.tokens) FILTER (WHERE judged.paid), 0),
           (SELECT coalesce(array_agg(creator), '{}') FROM earned), (SELECT coalesce(array_agg(stream), '{}') FROM earned),
           (SELECT coalesce(array_agg(n), '{}') FROM earned), (SELECT coalesce(array_agg(cents), '{}') FROM earned)
      INTO v_paid, v_refused, v_tokens, g_creator, g_stream, g_lines, g_cents FROM judged;
  END IF;

  -- 4. Creators, each once, in id order, with a posting per stream. The rollup's rows are guarded by the creators' locks.
  IF cardinality(g_creator) > 0 THEN
    WITH per_creator AS (
      SELECT creator, sum(cents)::bigint AS cents, count(*) AS postings, array_agg(stream ORDER BY stream) AS streams,
             array_agg(n ORDER BY stream) AS ns, array_agg(cents ORDER BY stream) AS centss
        FROM unnest(g_creator, g_stream, g_lines, g_cents) AS g (creator, stream, n, cents) GROUP BY creator ORDER BY creator),
    credited AS (
      UPDATE account a SET posted = a.posted + t.cents, version = a.version + t.postings
        FROM per_creator AS t WHERE a.id = t.creator AND a.asset = 'USD'
      RETURNING a.id AS creator, t.streams, t.ns, t.centss, old.posted AS posted_before, old.version AS version_before, new.held),
    posting AS (
      SELECT c.creator, p.stream, p.n, p.cents, c.held, c.version_before + p.place AS version,
             c.posted_before + (sum(p.cents) OVER (PARTITION BY c.creator ORDER BY p.place))::bigint AS posted
        FROM credited c, unnest(c.streams, c.ns, c.centss) WITH ORDINALITY AS p (stream, n, cents, place)),
    inserted AS (
      INSERT INTO creator_posting (batch, stream, creator, lines, cents, balance_after, version)
      SELECT v_batch, stream, creator, n, cents, posted, version FROM posting),
    rolled_up AS (
      INSERT INTO earnings_hour AS h (stream, hour, creator, minutes, cents)
      SELECT stream, date_trunc('hour', now()), creator, n, cents FROM posting ORDER BY creator, stream
      ON CONFLICT (stream, hour) DO UPDATE SET minutes = h.minutes + excluded.minutes, cents = h.cents + excluded.cents)
    SELECT count(*)::integer, coalesce(sum(cents), 0),
           string_agg(int8send(creator) || uuid_send(stream) || int4send(n) || int8send(cents) || int8send(posted) || int8send(held) || int8send(version), '')
      INTO v_found, v_cents, creators FROM posting;
    IF v_found <> cardinality(g_creator) THEN
      RAISE EXCEPTION 'a creator of this batch has no account' USING ERRCODE = 'MC001';
    END IF;
  END IF;

  -- 5. What needs nobody's lock: the batch, the platform's side, the answer and the warnings.
  paid := v_paid; refused := v_refused;
  IF v_paid + v_refused > 0 THEN
    INSERT INTO minute_batch (id, paid, refused, tokens, cents) VALUES (v_batch, v_paid, v_refused, v_tokens, coalesce(v_cents, 0));
    INSERT INTO platform_delta (account, amount)
      SELECT account, amount FROM (VALUES ('spent_tokens', v_tokens), ('creator_costs', -v_cents)) AS d (account, amount) WHERE amount <> 0;
  END IF;
  IF v_paid + v_refused > 0 OR p_answer THEN
    INSERT INTO outbox (subject, content_type, payload, headers)
      VALUES ('wallet.minutes.posted.v1', 'application/protobuf', protobuf_bytes(1, lines) || protobuf_bytes(2, creators), p_headers);
  END IF;
  IF v_low <> '{}' OR v_exhausted <> '{}' THEN
    INSERT INTO outbox (subject, content_type, payload, headers)
    SELECT w.subject, 'application/json', balance_event(a.owner, a.posted - a.held, a.version), p_headers
      FROM (SELECT 'wallet.balance.low.v1' AS subject, unnest(v_low) AS viewer
            UNION ALL SELECT 'wallet.balance.exhausted.v1', unnest(v_exhausted)) AS w
      JOIN account a ON a.id = w.viewer;
  END IF;
END $$;

GRANT EXECUTE ON FUNCTION judge_one_by_one, post_minutes TO metercast_wallet;

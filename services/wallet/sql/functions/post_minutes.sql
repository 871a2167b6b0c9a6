-- Posts a batch of due minutes in one call, one transaction and one fsync: both legs of each paid minute,
-- the refusal of each other one, balances, versions, rollups, warnings and the answer to all of it. Locks
-- viewers in the order of their ids, then, last and shortest, creators in theirs. Viewers' accounts are
-- TOKEN and creators' USD, so no two batches wait for each other in a circle. p_answer: write the answer to
-- the outbox even if nothing is new. Raises MC001 for an account that does not exist (the caller finds its
-- minutes with unknown_lines, leaves them out and calls again), unique_violation if another transaction
-- decided a minute meanwhile (call again), check_violation if a minute has no partition (make it, call
-- again).
CREATE OR REPLACE FUNCTION post_minutes(
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
  v_closed    uuid;       -- ids below it take no new minute
  v_slow      bigint[];   -- viewers who are judged one by one
  v_slow_at   integer[];  -- the places of their minutes in the arrays
  v_found     integer;
  v_tokens    bigint;
  v_cents     bigint;
  v_low       bigint[];
  v_exhausted bigint[];
  v_one       record;
  g_creator   bigint[];   -- sums of the paid minutes, per creator and stream
  g_stream    uuid[];
  g_lines     integer[];
  g_cents     bigint[];
BEGIN
  replayed := 0; gaps := 0; too_old := 0; creators := '';

  -- 0. With this lock held no partition is closed or detached until the commit: what is read of it now
  --    stays true.
  LOCK TABLE ONLY viewer_minute IN ROW EXCLUSIVE MODE;
  v_batch := nextval('minute_batch_id');  -- under the lock: when a partition is closed, all batches before a number are over
  SELECT minutes_closed_before(), (SELECT id FROM unnest(p_before) AS t (id) ORDER BY id LIMIT 1), (SELECT id FROM unnest(p_id) AS t (id) ORDER BY id DESC LIMIT 1)
    INTO v_closed, v_least, v_greatest;

  -- 1. Without a lock: which viewers are judged one by one? Those with several minutes, or with one that is
  --    decided, in a closed period, or without a paid
  --    predecessor. These facts are append-only, so what is seen here stays true. (Scalar subqueries: an
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

  -- 2. One pass over all viewers in the order of their ids locks, judges and debits. A viewer who can't pay
  --    is locked and not changed. A viewer of step 3 is
  --    here once without a minute, to be locked in the same order.
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

  -- 3. The others. They are locked now, so this statement sees everything that was committed before.
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

  -- 4. Creators, each once, in the order of their ids, with a posting per stream. The creators' locks guard
  --    the rollup's rows.
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
      SELECT stream, date_bin('15 minutes', now(), timestamptz '2000-01-01 00:00Z'), creator, n, cents FROM posting ORDER BY creator, stream
      ON CONFLICT (stream, hour) DO UPDATE SET minutes = h.minutes + excluded.minutes, cents = h.cents + excluded.cents)
    SELECT count(*)::integer, coalesce(sum(cents), 0),
           string_agg(int8send(creator) || uuid_send(stream) || int4send(n) || int8send(cents) || int8send(posted) || int8send(held) || int8send(version), '')
      INTO v_found, v_cents, creators FROM posting;
    IF v_found <> cardinality(g_creator) THEN
      RAISE EXCEPTION 'a creator of this batch has no account' USING ERRCODE = 'MC001';
    END IF;
  END IF;

  -- 5. What needs no lock: the batch, the platform's side, the answer and the warnings.
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

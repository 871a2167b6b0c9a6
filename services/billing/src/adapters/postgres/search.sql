/* @name StreamsBetween
   The newest streams of an interval of ids. */
SELECT id, creator_id AS user_id, title || CASE WHEN ended_at IS NULL THEN ', live' ELSE ', ended' END AS "summary!",
       started_at AS created_at, '' AS "parent_id!"
  FROM stream WHERE id BETWEEN :from::uuid AND :to::uuid ORDER BY id DESC LIMIT 5;

/* @name StreamsOfCreator
   A creator's streams, live ones first. */
SELECT id, creator_id AS user_id, title || CASE WHEN ended_at IS NULL THEN ', live' ELSE ', ended' END AS "summary!",
       started_at AS created_at, '' AS "parent_id!"
  FROM stream WHERE creator_id = :creatorId ORDER BY (ended_at IS NULL) DESC, id DESC LIMIT 5;

/* @name SessionsBetween
   The newest opened sessions of an interval of ids. */
SELECT id, viewer_id AS user_id, coalesce(end_reason, state) || ', ' || minutes_billed || ' minutes paid' AS "summary!",
       started_at AS created_at, 'str_' || replace(stream_id::text, '-', '') AS "parent_id!"
  FROM session WHERE id BETWEEN :from::uuid AND :to::uuid AND state <> 'joining' ORDER BY id DESC LIMIT 5;

/* @name SessionsOfViewer
   A viewer's newest opened sessions. */
SELECT id, viewer_id AS user_id, coalesce(end_reason, state) || ', ' || minutes_billed || ' minutes paid' AS "summary!",
       started_at AS created_at, 'str_' || replace(stream_id::text, '-', '') AS "parent_id!"
  FROM session WHERE viewer_id = :viewerId AND state <> 'joining' ORDER BY id DESC LIMIT 5;

/* @name RatesBetween
   The newest rate cards of an interval of ids. */
SELECT id, created_by AS user_id, scope || CASE WHEN scope_id = '' THEN '' ELSE ' ' || scope_id END || ', version ' || version || ', '
         || tokens_per_minute || ' tokens a minute' AS "summary!", created_at, '' AS "parent_id!"
  FROM rate_card WHERE id BETWEEN :from::uuid AND :to::uuid ORDER BY id DESC LIMIT 5;

/* @name TopUpsBetween
   The newest top-ups of an interval of ids. */
SELECT id, viewer_id AS user_id, tokens || ' tokens, ' || state || coalesce((SELECT ', needs review: ' || string_agg(kind, ', ')
         FROM top_up_case WHERE top_up_id = top_up.id AND resolved_at IS NULL), '') AS "summary!", cents, created_at, coalesce(checkout_session_id, '') AS "parent_id!"
  FROM top_up WHERE id BETWEEN :from::uuid AND :to::uuid ORDER BY id DESC LIMIT 5;

/* @name TopUpsOfViewer
   A viewer's newest top-ups. */
SELECT id, viewer_id AS user_id, tokens || ' tokens, ' || state || coalesce((SELECT ', needs review: ' || string_agg(kind, ', ')
         FROM top_up_case WHERE top_up_id = top_up.id AND resolved_at IS NULL), '') AS "summary!", cents, created_at, coalesce(checkout_session_id, '') AS "parent_id!"
  FROM top_up WHERE viewer_id = :viewerId ORDER BY created_at DESC LIMIT 5;

/* @name TopUpsByStripeId
   Top-ups by an id of Stripe's. */
-- Of the Checkout session, the payment, its charge, a refund or dispute, a balance transaction or an event.
SELECT id, viewer_id AS user_id, tokens || ' tokens, ' || state || coalesce((SELECT ', needs review: ' || string_agg(kind, ', ')
         FROM top_up_case WHERE top_up_id = top_up.id AND resolved_at IS NULL), '') AS "summary!", cents, created_at, coalesce(checkout_session_id, '') AS "parent_id!"
  FROM top_up WHERE id IN (
       SELECT id FROM top_up WHERE checkout_session_id = :stripeId UNION SELECT id FROM top_up WHERE payment_intent_id = :stripeId
       UNION SELECT id FROM top_up WHERE charge_id = :stripeId
       UNION SELECT top_up_id FROM top_up_money_move WHERE id = :stripeId OR source_id = :stripeId
       UNION SELECT top_up_id FROM top_up_case WHERE object_id = :stripeId
       UNION SELECT t.id FROM stripe_event e JOIN top_up t ON e.object_id IN (t.checkout_session_id, t.charge_id)
              WHERE e.id = :stripeId);

/* @name CasesBetween
   The newest cases of an interval of ids. */
SELECT id, viewer_id AS user_id, replace(reason, '_', ' ') || ', ' || state AS "summary!", opened_at AS created_at,
       'ses_' || replace(session_id::text, '-', '') AS "parent_id!"
  FROM viewer_case WHERE id BETWEEN :from::uuid AND :to::uuid ORDER BY id DESC LIMIT 5;

/* @name CasesOfViewer
   A viewer's newest cases. */
SELECT id, viewer_id AS user_id, replace(reason, '_', ' ') || ', ' || state AS "summary!", opened_at AS created_at,
       'ses_' || replace(session_id::text, '-', '') AS "parent_id!"
  FROM viewer_case WHERE viewer_id = :viewerId ORDER BY id DESC LIMIT 5;

/* @name StreamsOfWord
   The newest streams whose title has a word. */
SELECT s.id, s.creator_id AS user_id, s.title || CASE WHEN s.ended_at IS NULL THEN ', live' ELSE ', ended' END AS "summary!",
       s.started_at AS created_at, '' AS "parent_id!", s.title AS title
  FROM (SELECT stream_id FROM stream_word WHERE word = :word ORDER BY stream_id DESC LIMIT :limit::int) AS w
  JOIN stream s ON s.id = w.stream_id ORDER BY s.id DESC;

/* @name StreamsOfBeginning
   Streams whose title has a word of a range, in the order of the words. */
SELECT s.id, s.creator_id AS user_id, s.title || CASE WHEN s.ended_at IS NULL THEN ', live' ELSE ', ended' END AS "summary!",
       s.started_at AS created_at, '' AS "parent_id!", s.title AS title
  FROM (SELECT word, stream_id FROM stream_word WHERE word >= :from AND word < :to ORDER BY word, stream_id LIMIT :limit::int) AS w
  JOIN stream s ON s.id = w.stream_id ORDER BY w.word, s.id DESC;

/* @name InsertTopUp
   A new top-up, unless the viewer used the key before or has too many that can still be paid. */
-- A Checkout session is open for 24 hours.
INSERT INTO top_up (id, viewer_id, package_id, tokens, cents, idempotency_key, return_url, created_at, next_at)
SELECT :id::uuid, :viewerId::text, :packageId, :tokens::bigint, :cents::bigint, :key, :returnUrl, at_ms(:createdAt::float8),
       at_ms(:nextAt::float8)
 WHERE (SELECT count(*) FROM top_up
         WHERE viewer_id = :viewerId AND state IN ('created', 'open') AND created_at > now() - interval '24 hours') < :maxOpen::int
ON CONFLICT DO NOTHING;

/* @name OpenTopUp
   Stores the Checkout session. A webhook may have come before the response to the call that created it. */
UPDATE top_up
   SET checkout_session_id = :sessionId, checkout_url = :url, state = CASE state WHEN 'created' THEN 'open' ELSE state END,
       next_at = CASE state WHEN 'created' THEN at_ms(:nextAt::float8) ELSE next_at END, updated_at = now()
 WHERE id = :id::uuid AND checkout_url = '' AND (checkout_session_id IS NULL OR checkout_session_id = :sessionId);

/* @name LeaveCall
   Moves on to the next call number. */
UPDATE top_up SET call_number = call_number + 1, updated_at = now() WHERE id = :id::uuid AND call_number = :callNumber::int;

/* @name PayTopUp
   Stores the payment. */
UPDATE top_up
   SET state = 'paid', checkout_session_id = :sessionId, payment_intent_id = :paymentIntentId, charge_id = :chargeId,
       fee_cents = :feeCents::bigint, booked_cents = :bookedCents::bigint, next_at = now() + interval '1 minute', updated_at = now()
 WHERE id = :id::uuid AND state NOT IN ('paid', 'credited');

/* @name CreditTopUp
   The wallet has posted the top-up. */
UPDATE top_up SET state = 'credited', next_at = NULL, updated_at = now() WHERE id = :id::uuid AND state = 'paid';

/* @name CloseTopUp
   The Checkout session has expired or failed. */
UPDATE top_up SET state = :state, next_at = NULL, updated_at = now() WHERE id = :id::uuid AND state IN ('created', 'open');

/* @name LeaveTopUp
   Takes the top-up out of the sweep. */
UPDATE top_up SET next_at = NULL, updated_at = now() WHERE id = :id::uuid;

/* @name ClaimTopUps
   Claims overdue top-ups, and sets when each is due again. */
-- After the row's age, a minute at least, an hour at most; never after so many days.
UPDATE top_up
   SET next_at = CASE WHEN created_at < now() - make_interval(days => :days::int) THEN NULL
                      ELSE now() + least(greatest(now() - created_at, interval '1 minute'), interval '1 hour') END
 WHERE id IN (SELECT id FROM top_up WHERE next_at <= now() ORDER BY next_at LIMIT :limit::int FOR UPDATE SKIP LOCKED)
RETURNING id, next_at IS NULL AS "last!";

/* @name CountOverdue
   Top-ups that have been overdue for these seconds, counted up to a bound. */
SELECT count(*)::int AS "overdue!"
  FROM (SELECT FROM top_up WHERE next_at < now() - make_interval(secs => :seconds::float8) LIMIT :most::int) AS counted;

/* @name PostMove
   The wallet has booked a balance transaction. */
UPDATE top_up_money_move
   SET state = 'posted', tokens_taken = :tokensTaken::bigint, cents_recovered = :centsRecovered::bigint, cents_lost = :centsLost::bigint,
       updated_at = now()
 WHERE id = :id AND state = 'open';

/* @name SettleCase
   Closes a case whose subject has happened after all. */
UPDATE top_up_case SET resolved_at = now() WHERE kind = :kind AND object_id = :objectId AND resolved_at IS NULL;

/* @name CountOpenCases
   Open cases, counted up to a bound. */
SELECT count(*)::int AS "open!" FROM (SELECT FROM top_up_case WHERE resolved_at IS NULL LIMIT :most::int) AS counted;

/* @name ListTopUps
   A page of a viewer's purchases, newest first. */
SELECT t.id, t.package_id, t.tokens, t.cents, t.state, t.created_at, t.receipt_url, t.receipt_at,
       (SELECT greatest(0, -coalesce(sum(m.cents), 0))::int8 FROM top_up_money_move m WHERE m.top_up_id = t.id) AS "refundedCents!"
  FROM top_up t
 WHERE t.viewer_id = :viewerId AND (:afterId?::uuid IS NULL OR t.id < :afterId) AND (:id?::uuid IS NULL OR t.id = :id)
 ORDER BY t.id DESC LIMIT :limit::int;

/* @name KeepReceipt
   Stripe's receipt of the charge. */
UPDATE top_up SET receipt_url = :url, receipt_at = at_ms(:at::float8) WHERE id = :id::uuid;

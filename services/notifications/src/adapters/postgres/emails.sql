/* @name AddAddress */
INSERT INTO email_address (user_id, address, state, updated_at) VALUES (:userId, :address, 'unconfirmed', :now::timestamptz)
ON CONFLICT DO NOTHING;

/* @name ReplaceAddress
   Of one that is not confirmed. */
UPDATE email_address SET address = :address, state = 'unconfirmed', reason = '', token_hash = NULL, token_until = NULL, updated_at = :now::timestamptz
WHERE user_id = :userId AND state <> 'confirmed';

/* @name SetCandidate
   Beside the confirmed address, which stays in use. None: the tokens name the confirmed one again. */
UPDATE email_address SET candidate = :candidate?, token_hash = NULL, token_until = NULL, updated_at = :now::timestamptz
WHERE user_id = :userId AND state = 'confirmed';

/* @name LockAddress */
SELECT address, state, reason, candidate, mailed_at AS "mailedAt" FROM email_address WHERE user_id = :userId FOR UPDATE;

/* @name StartConfirmation
   The state changes when the person follows the link. */
UPDATE email_address SET token_hash = :tokenHash, token_until = :until::timestamptz, mailed_at = :mailedAt::timestamptz[] WHERE user_id = :userId;

/* @name AwaitsConfirmation */
SELECT 1 AS found FROM email_address WHERE user_id = :userId AND token_hash = :tokenHash AND token_until > :now::timestamptz;

/* @name ConfirmAddress
   A second click on the link finds it confirmed. */
UPDATE email_address SET address = coalesce(candidate, address), candidate = NULL, state = 'confirmed', reason = '',
  updated_at = CASE WHEN state = 'confirmed' AND candidate IS NULL THEN updated_at ELSE :now::timestamptz END
WHERE token_hash = :tokenHash AND token_until > :now::timestamptz RETURNING state;

/* @name SuppressAddress
   A link in an earlier mail does not confirm it again. */
UPDATE email_address SET state = 'suppressed', reason = :reason, candidate = NULL, token_hash = NULL, token_until = NULL, updated_at = :now::timestamptz
WHERE user_id = :userId AND address = :address AND state <> 'suppressed';

/* @name AddressOfDelivery
   None where the address changed, or was confirmed, after the mail was planned, or the mail ended before
   :endedSince. */
SELECT a.user_id AS "userId", CASE WHEN d.template = 'confirmation' THEN coalesce(a.candidate, a.address) ELSE a.address END AS "address!" FROM delivery d JOIN email_address a ON a.user_id = d.user_id
WHERE d.id = :deliveryId::uuid AND d.channel = 'email' AND a.updated_at <= d.created_at
  AND (d.ended_at IS NULL OR d.ended_at >= :endedSince::timestamptz);

/* @name MarkBounced */
UPDATE delivery SET state = 'failed', error = :error WHERE id = :deliveryId::uuid AND channel = 'email' AND state = 'sent'
  AND ended_at >= :endedSince::timestamptz;

/* @name LockUnconfirmed
   One count at a time for each address. */
SELECT pg_advisory_xact_lock(hashtextextended('unconfirmed ' || encode(:addressHash::bytea, 'hex'), 0))::text AS locked;

/* @name CountUnconfirmed
   A delivery that was counted is counted once, however often it is tried. */
INSERT INTO unconfirmed_mail (address_hash, delivery_id, sent_at)
SELECT :addressHash::bytea, :deliveryId::uuid, :now::timestamptz
WHERE (SELECT count(*) FROM unconfirmed_mail WHERE address_hash = :addressHash::bytea AND sent_at > :since::timestamptz AND delivery_id <> :deliveryId::uuid) < :most::integer
ON CONFLICT (address_hash, delivery_id) DO UPDATE SET sent_at = excluded.sent_at;

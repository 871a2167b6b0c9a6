/* @name OfferAddress
   The address that is known stays as it is. */
INSERT INTO email_address (user_id, address, state, updated_at) VALUES (:userId, :address, 'unconfirmed', :now::timestamptz)
ON CONFLICT (user_id) DO UPDATE SET address = excluded.address, state = 'unconfirmed', reason = '', token_hash = NULL, token_until = NULL,
  updated_at = excluded.updated_at
WHERE email_address.address <> excluded.address;

/* @name LockAddress */
SELECT address, state, reason, mailed_at AS "mailedAt" FROM email_address WHERE user_id = :userId FOR UPDATE;

/* @name StartConfirmation
   The state changes when the person follows the link. */
UPDATE email_address SET token_hash = :tokenHash, token_until = :until::timestamptz, mailed_at = :mailedAt::timestamptz[] WHERE user_id = :userId;

/* @name AwaitsConfirmation */
SELECT 1 AS found FROM email_address WHERE user_id = :userId AND token_hash = :tokenHash AND token_until > :now::timestamptz;

/* @name ConfirmAddress
   A second click on the link finds it confirmed. */
UPDATE email_address SET state = 'confirmed', reason = '', updated_at = CASE WHEN state = 'confirmed' THEN updated_at ELSE :now::timestamptz END
WHERE token_hash = :tokenHash AND token_until > :now::timestamptz RETURNING state;

/* @name SuppressAddress
   A link in an earlier mail does not confirm it again. */
UPDATE email_address SET state = 'suppressed', reason = :reason, token_hash = NULL, token_until = NULL, updated_at = :now::timestamptz
WHERE user_id = :userId AND address = :address AND state <> 'suppressed';

/* @name AddressOfDelivery
   None where the address changed, or was confirmed, after the mail was planned. */
SELECT a.user_id AS "userId", a.address FROM delivery d JOIN email_address a ON a.user_id = d.user_id
WHERE d.id = :deliveryId::uuid AND d.channel = 'email' AND a.updated_at <= d.created_at;

/* @name MarkBounced */
UPDATE delivery SET state = 'failed', error = :error WHERE id = :deliveryId::uuid AND channel = 'email' AND state = 'sent';

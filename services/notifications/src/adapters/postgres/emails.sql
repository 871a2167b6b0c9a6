/* @name OfferAddress
   The address that is known stays as it is. */
INSERT INTO email_address (user_id, address, state, updated_at) VALUES (:userId, :address, 'unconfirmed', :now::timestamptz)
ON CONFLICT (user_id) DO UPDATE SET address = excluded.address, state = 'unconfirmed', reason = '', token_hash = NULL, token_until = NULL,
  updated_at = excluded.updated_at
WHERE email_address.address <> excluded.address;

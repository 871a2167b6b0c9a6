// Made by `npm run sql` from emails.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface OfferAddressParams {
  userId: string;
  address: string;
  now: Date | string;
}

/** The address that is known stays as it is. */
export const offerAddress: Statement<OfferAddressParams, never> = {
  sql: `INSERT INTO email_address (user_id, address, state, updated_at) VALUES ($1, $2, 'unconfirmed', $3::timestamptz)
ON CONFLICT (user_id) DO UPDATE SET address = excluded.address, state = 'unconfirmed', reason = '', token_hash = NULL, token_until = NULL,
  updated_at = excluded.updated_at
WHERE email_address.address <> excluded.address`,
  parameters: ["userId", "address", "now"],
};

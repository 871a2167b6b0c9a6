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

export interface LockAddressParams {
  userId: string;
}

export interface LockAddressRow {
  address: string;
  state: string;
  reason: string;
  mailedAt: Date[];
}

export const lockAddress: Statement<LockAddressParams, LockAddressRow> = {
  sql: `SELECT address, state, reason, mailed_at AS "mailedAt" FROM email_address WHERE user_id = $1 FOR UPDATE`,
  parameters: ["userId"],
};

export interface StartConfirmationParams {
  tokenHash: Uint8Array;
  until: Date | string;
  mailedAt: readonly (Date | string)[] | Buffer;
  userId: string;
}

/** The state changes when the person follows the link. */
export const startConfirmation: Statement<StartConfirmationParams, never> = {
  sql: `UPDATE email_address SET token_hash = $1, token_until = $2::timestamptz, mailed_at = $3::timestamptz[] WHERE user_id = $4`,
  parameters: ["tokenHash", "until", "mailedAt", "userId"],
};

export interface AwaitsConfirmationParams {
  userId: string;
  tokenHash: Uint8Array;
  now: Date | string;
}

export interface AwaitsConfirmationRow {
  found: number | null;
}

export const awaitsConfirmation: Statement<AwaitsConfirmationParams, AwaitsConfirmationRow> = {
  sql: `SELECT 1 AS found FROM email_address WHERE user_id = $1 AND token_hash = $2 AND token_until > $3::timestamptz`,
  parameters: ["userId", "tokenHash", "now"],
};

export interface ConfirmAddressParams {
  now: Date | string;
  tokenHash: Uint8Array;
}

export interface ConfirmAddressRow {
  state: string;
}

/** A second click on the link finds it confirmed. */
export const confirmAddress: Statement<ConfirmAddressParams, ConfirmAddressRow> = {
  sql: `UPDATE email_address SET state = 'confirmed', reason = '', updated_at = CASE WHEN state = 'confirmed' THEN updated_at ELSE $1::timestamptz END
WHERE token_hash = $2 AND token_until > $1::timestamptz RETURNING state`,
  parameters: ["now", "tokenHash"],
};

export interface SuppressAddressParams {
  reason: string;
  now: Date | string;
  userId: string;
  address: string;
}

/** A link in an earlier mail does not confirm it again. */
export const suppressAddress: Statement<SuppressAddressParams, never> = {
  sql: `UPDATE email_address SET state = 'suppressed', reason = $1, token_hash = NULL, token_until = NULL, updated_at = $2::timestamptz
WHERE user_id = $3 AND address = $4 AND state <> 'suppressed'`,
  parameters: ["reason", "now", "userId", "address"],
};

export interface AddressOfDeliveryParams {
  deliveryId: string;
}

export interface AddressOfDeliveryRow {
  userId: string;
  address: string;
}

/** None where the address changed, or was confirmed, after the mail was planned. */
export const addressOfDelivery: Statement<AddressOfDeliveryParams, AddressOfDeliveryRow> = {
  sql: `SELECT a.user_id AS "userId", a.address FROM delivery d JOIN email_address a ON a.user_id = d.user_id
WHERE d.id = $1::uuid AND d.channel = 'email' AND a.updated_at <= d.created_at`,
  parameters: ["deliveryId"],
};

export interface MarkBouncedParams {
  error: string;
  deliveryId: string;
}

export const markBounced: Statement<MarkBouncedParams, never> = {
  sql: `UPDATE delivery SET state = 'failed', error = $1 WHERE id = $2::uuid AND channel = 'email' AND state = 'sent'`,
  parameters: ["error", "deliveryId"],
};

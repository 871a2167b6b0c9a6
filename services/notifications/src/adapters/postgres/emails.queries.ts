// Made by `npm run sql` from emails.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface AddAddressParams {
  userId: string;
  address: string;
  now: Date | string;
}

export const addAddress: Statement<AddAddressParams, never> = {
  sql: `INSERT INTO email_address (user_id, address, state, updated_at) VALUES ($1, $2, 'unconfirmed', $3::timestamptz)
ON CONFLICT DO NOTHING`,
  parameters: ["userId", "address", "now"],
};

export interface ReplaceAddressParams {
  address: string;
  now: Date | string;
  userId: string;
}

/** Of one that is not confirmed. */
export const replaceAddress: Statement<ReplaceAddressParams, never> = {
  sql: `UPDATE email_address SET address = $1, state = 'unconfirmed', reason = '', token_hash = NULL, token_until = NULL, updated_at = $2::timestamptz
WHERE user_id = $3 AND state <> 'confirmed'`,
  parameters: ["address", "now", "userId"],
};

export interface SetCandidateParams {
  candidate: string | null;
  now: Date | string;
  userId: string;
}

/** Beside the confirmed address, which stays in use. None: the tokens name the confirmed one again. */
export const setCandidate: Statement<SetCandidateParams, never> = {
  sql: `UPDATE email_address SET candidate = $1, token_hash = NULL, token_until = NULL, updated_at = $2::timestamptz
WHERE user_id = $3 AND state = 'confirmed'`,
  parameters: ["candidate", "now", "userId"],
};

export interface LockAddressParams {
  userId: string;
}

export interface LockAddressRow {
  address: string;
  state: string;
  reason: string;
  candidate: string | null;
  mailedAt: Date[];
}

export const lockAddress: Statement<LockAddressParams, LockAddressRow> = {
  sql: `SELECT address, state, reason, candidate, mailed_at AS "mailedAt" FROM email_address WHERE user_id = $1 FOR UPDATE`,
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
  sql: `UPDATE email_address SET address = coalesce(candidate, address), candidate = NULL, state = 'confirmed', reason = '',
  updated_at = CASE WHEN state = 'confirmed' AND candidate IS NULL THEN updated_at ELSE $1::timestamptz END
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
  sql: `UPDATE email_address SET state = 'suppressed', reason = $1, candidate = NULL, token_hash = NULL, token_until = NULL, updated_at = $2::timestamptz
WHERE user_id = $3 AND address = $4 AND state <> 'suppressed'`,
  parameters: ["reason", "now", "userId", "address"],
};

export interface AddressOfDeliveryParams {
  deliveryId: string;
  endedSince: Date | string;
}

export interface AddressOfDeliveryRow {
  userId: string;
  address: string;
}

/** None where the address changed, or was confirmed, after the mail was planned, or the mail ended before :endedSince. */
export const addressOfDelivery: Statement<AddressOfDeliveryParams, AddressOfDeliveryRow> = {
  sql: `SELECT a.user_id AS "userId", CASE WHEN d.template = 'confirmation' THEN coalesce(a.candidate, a.address) ELSE a.address END AS "address" FROM delivery d JOIN email_address a ON a.user_id = d.user_id
WHERE d.id = $1::uuid AND d.channel = 'email' AND a.updated_at <= d.created_at
  AND (d.ended_at IS NULL OR d.ended_at >= $2::timestamptz)`,
  parameters: ["deliveryId", "endedSince"],
};

export interface MarkBouncedParams {
  error: string;
  deliveryId: string;
  endedSince: Date | string;
}

export const markBounced: Statement<MarkBouncedParams, never> = {
  sql: `UPDATE delivery SET state = 'failed', error = $1 WHERE id = $2::uuid AND channel = 'email' AND state = 'sent'
  AND ended_at >= $3::timestamptz`,
  parameters: ["error", "deliveryId", "endedSince"],
};

export interface LockUnconfirmedParams {
  addressHash: Uint8Array;
}

export interface LockUnconfirmedRow {
  locked: string | null;
}

/** One count at a time for each address. */
export const lockUnconfirmed: Statement<LockUnconfirmedParams, LockUnconfirmedRow> = {
  sql: `SELECT pg_advisory_xact_lock(hashtextextended('unconfirmed ' || encode($1::bytea, 'hex'), 0))::text AS locked`,
  parameters: ["addressHash"],
};

export interface CountUnconfirmedParams {
  addressHash: Uint8Array;
  deliveryId: string;
  now: Date | string;
  since: Date | string;
  most: number;
}

/** A delivery that was counted is counted once, however often it is tried. */
export const countUnconfirmed: Statement<CountUnconfirmedParams, never> = {
  sql: `INSERT INTO unconfirmed_mail (address_hash, delivery_id, sent_at)
SELECT $1::bytea, $2::uuid, $3::timestamptz
WHERE (SELECT count(*) FROM unconfirmed_mail WHERE address_hash = $1::bytea AND sent_at > $4::timestamptz AND delivery_id <> $2::uuid) < $5::integer
ON CONFLICT (address_hash, delivery_id) DO UPDATE SET sent_at = excluded.sent_at`,
  parameters: ["addressHash", "deliveryId", "now", "since", "most"],
};

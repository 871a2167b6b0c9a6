// Made by `npm run sql` from webhook-endpoints.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface ListEndpointsParams {
  id: string | null;
}

export interface ListEndpointsRow {
  id: string;
  url: string;
  description: string;
  eventTypes: string[];
  disabledReason: string;
  disabledAt: Date | null;
  failingSince: Date | null;
  failedAttempts: number;
  pausedUntil: Date | null;
  createdAt: Date;
  publicKey: string | null;
}

/** One by its id, or all. */
export const listEndpoints: Statement<ListEndpointsParams, ListEndpointsRow> = {
  sql: `SELECT e.id, e.url, e.description, e.event_types AS "eventTypes", e.disabled_reason AS "disabledReason", e.disabled_at AS "disabledAt",
  e.failing_since AS "failingSince", e.failed_attempts AS "failedAttempts", e.paused_until AS "pausedUntil", e.created_at AS "createdAt",
  (SELECT s.public_key FROM webhook_secret s WHERE s.endpoint_id = e.id ORDER BY s.version DESC LIMIT 1) AS "publicKey"
FROM webhook_endpoint e
WHERE e.deleted_at IS NULL AND ($1::uuid IS NULL OR e.id = $1::uuid)
ORDER BY e.id`,
  parameters: ["id"],
};

export interface LockEndpointParams {
  id: string;
}

export interface LockEndpointRow {
  id: string;
  url: string;
  description: string;
  eventTypes: string[];
  disabledReason: string;
  disabledAt: Date | null;
  failingSince: Date | null;
  failedAttempts: number;
  pausedUntil: Date | null;
  createdAt: Date;
}

/** Not its key: deliveries of new events may refer to it meanwhile. */
export const lockEndpoint: Statement<LockEndpointParams, LockEndpointRow> = {
  sql: `SELECT id, url, description, event_types AS "eventTypes", disabled_reason AS "disabledReason", disabled_at AS "disabledAt",
  failing_since AS "failingSince", failed_attempts AS "failedAttempts", paused_until AS "pausedUntil", created_at AS "createdAt"
FROM webhook_endpoint WHERE id = $1::uuid AND deleted_at IS NULL FOR NO KEY UPDATE`,
  parameters: ["id"],
};

export interface InsertEndpointParams {
  url: string;
  description: string;
  eventTypes: readonly string[] | Buffer;
  now: Date | string;
  most: number;
}

export interface InsertEndpointRow {
  id: string;
}

export const insertEndpoint: Statement<InsertEndpointParams, InsertEndpointRow> = {
  sql: `INSERT INTO webhook_endpoint (url, description, event_types, status, created_at, updated_at)
SELECT $1, $2, $3::text[], 'enabled', $4::timestamptz, $4::timestamptz
WHERE (SELECT count(*) FROM webhook_endpoint WHERE deleted_at IS NULL) < $5::integer
RETURNING id`,
  parameters: ["url", "description", "eventTypes", "now", "most"],
};

export interface UpdateEndpointParams {
  url: string;
  description: string;
  eventTypes: readonly string[] | Buffer;
  disabledReason: string;
  disabledAt: Date | string | null;
  failingSince: Date | string | null;
  failedAttempts: number;
  pausedUntil: Date | string | null;
  now: Date | string;
  id: string;
}

export const updateEndpoint: Statement<UpdateEndpointParams, never> = {
  sql: `UPDATE webhook_endpoint SET url = $1, description = $2, event_types = $3::text[],
  status = CASE WHEN $4 = '' THEN 'enabled' ELSE 'disabled' END, disabled_reason = $4, disabled_at = $5::timestamptz,
  failing_since = $6::timestamptz, failed_attempts = $7::integer, paused_until = $8::timestamptz, updated_at = $9::timestamptz
WHERE id = $10::uuid`,
  parameters: ["url", "description", "eventTypes", "disabledReason", "disabledAt", "failingSince", "failedAttempts", "pausedUntil", "now", "id"],
};

export interface RemoveEndpointParams {
  now: Date | string;
  id: string;
}

export const removeEndpoint: Statement<RemoveEndpointParams, never> = {
  sql: `UPDATE webhook_endpoint SET deleted_at = $1::timestamptz, updated_at = $1::timestamptz, url = '', description = '' WHERE id = $2::uuid`,
  parameters: ["now", "id"],
};

export interface RemoveSecretsParams {
  endpointId: string;
}

export const removeSecrets: Statement<RemoveSecretsParams, never> = {
  sql: `DELETE FROM webhook_secret WHERE endpoint_id = $1::uuid`,
  parameters: ["endpointId"],
};

export interface LastSecretVersionParams {
  endpointId: string;
}

export interface LastSecretVersionRow {
  version: number;
}

export const lastSecretVersion: Statement<LastSecretVersionParams, LastSecretVersionRow> = {
  sql: `SELECT coalesce(max(version), 0)::integer AS "version" FROM webhook_secret WHERE endpoint_id = $1::uuid`,
  parameters: ["endpointId"],
};

export interface InsertSecretParams {
  endpointId: string;
  version: number;
  keyId: string;
  sealed: Uint8Array;
  publicKey: string;
  now: Date | string;
}

export const insertSecret: Statement<InsertSecretParams, never> = {
  sql: `INSERT INTO webhook_secret (endpoint_id, version, key_id, sealed, public_key, created_at)
VALUES ($1::uuid, $2::integer, $3, $4::bytea, $5, $6::timestamptz)`,
  parameters: ["endpointId", "version", "keyId", "sealed", "publicKey", "now"],
};

export interface ExpireSecretsParams {
  until: Date | string;
  endpointId: string;
}

export const expireSecrets: Statement<ExpireSecretsParams, never> = {
  sql: `UPDATE webhook_secret SET expires_at = least(expires_at, $1::timestamptz) WHERE endpoint_id = $2::uuid`,
  parameters: ["until", "endpointId"],
};

export interface RemoveOldSecretsParams {
  endpointId: string;
  keep: number;
}

export const removeOldSecrets: Statement<RemoveOldSecretsParams, never> = {
  sql: `DELETE FROM webhook_secret WHERE endpoint_id = $1::uuid
  AND version <= (SELECT max(version) FROM webhook_secret WHERE endpoint_id = $1::uuid) - $2::integer`,
  parameters: ["endpointId", "keep"],
};

export interface SecretsInForceParams {
  endpointIds: readonly string[] | Buffer;
  now: Date | string;
}

export interface SecretsInForceRow {
  endpointId: string;
  version: number;
  keyId: string;
  sealed: Uint8Array;
}

/** Newest first. */
export const secretsInForce: Statement<SecretsInForceParams, SecretsInForceRow> = {
  sql: `SELECT endpoint_id AS "endpointId", version, key_id AS "keyId", sealed
FROM webhook_secret
WHERE endpoint_id = ANY ($1::uuid[]) AND (expires_at IS NULL OR expires_at > $2::timestamptz)
ORDER BY endpoint_id, version DESC`,
  parameters: ["endpointIds", "now"],
};

export interface SecretsOfOtherKeysParams {
  keyId: string;
  limit: number;
}

export interface SecretsOfOtherKeysRow {
  endpointId: string;
  version: number;
  keyId: string;
  sealed: Uint8Array;
}

export const secretsOfOtherKeys: Statement<SecretsOfOtherKeysParams, SecretsOfOtherKeysRow> = {
  sql: `SELECT endpoint_id AS "endpointId", version, key_id AS "keyId", sealed FROM webhook_secret WHERE key_id <> $1 LIMIT $2::integer`,
  parameters: ["keyId", "limit"],
};

export interface ReplaceSealedParams {
  keyId: string;
  sealed: Uint8Array;
  endpointId: string;
  version: number;
  formerKeyId: string;
}

export const replaceSealed: Statement<ReplaceSealedParams, never> = {
  sql: `UPDATE webhook_secret SET key_id = $1, sealed = $2::bytea WHERE endpoint_id = $3::uuid AND version = $4::integer AND key_id = $5`,
  parameters: ["keyId", "sealed", "endpointId", "version", "formerKeyId"],
};

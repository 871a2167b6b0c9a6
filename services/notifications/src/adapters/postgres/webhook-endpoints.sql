/* @name ListEndpoints
   One by its id, or all. */
SELECT e.id, e.url, e.description, e.event_types AS "eventTypes", e.disabled_reason AS "disabledReason", e.disabled_at AS "disabledAt",
  e.failing_since AS "failingSince", e.failed_attempts AS "failedAttempts", e.paused_until AS "pausedUntil", e.created_at AS "createdAt",
  (SELECT s.public_key FROM webhook_secret s WHERE s.endpoint_id = e.id ORDER BY s.version DESC LIMIT 1) AS "publicKey"
FROM webhook_endpoint e
WHERE e.deleted_at IS NULL AND (:id?::uuid IS NULL OR e.id = :id?::uuid)
ORDER BY e.id;

/* @name LockEndpoint
   Not its key: deliveries of new events may refer to it meanwhile. */
SELECT id, url, description, event_types AS "eventTypes", disabled_reason AS "disabledReason", disabled_at AS "disabledAt",
  failing_since AS "failingSince", failed_attempts AS "failedAttempts", paused_until AS "pausedUntil", created_at AS "createdAt"
FROM webhook_endpoint WHERE id = :id::uuid AND deleted_at IS NULL FOR NO KEY UPDATE;

/* @name InsertEndpoint */
INSERT INTO webhook_endpoint (url, description, event_types, status, created_at, updated_at)
SELECT :url, :description, :eventTypes::text[], 'enabled', :now::timestamptz, :now::timestamptz
WHERE (SELECT count(*) FROM webhook_endpoint WHERE deleted_at IS NULL) < :most::integer
RETURNING id;

/* @name UpdateEndpoint */
UPDATE webhook_endpoint SET url = :url, description = :description, event_types = :eventTypes::text[],
  status = CASE WHEN :disabledReason = '' THEN 'enabled' ELSE 'disabled' END, disabled_reason = :disabledReason, disabled_at = :disabledAt?::timestamptz,
  failing_since = :failingSince?::timestamptz, failed_attempts = :failedAttempts::integer, paused_until = :pausedUntil?::timestamptz, updated_at = :now::timestamptz
WHERE id = :id::uuid;

/* @name RemoveEndpoint */
UPDATE webhook_endpoint SET deleted_at = :now::timestamptz, updated_at = :now::timestamptz, url = '', description = '' WHERE id = :id::uuid;

/* @name RemoveSecrets */
DELETE FROM webhook_secret WHERE endpoint_id = :endpointId::uuid;

/* @name LastSecretVersion */
SELECT coalesce(max(version), 0)::integer AS "version!" FROM webhook_secret WHERE endpoint_id = :endpointId::uuid;

/* @name InsertSecret */
INSERT INTO webhook_secret (endpoint_id, version, key_id, sealed, public_key, created_at)
VALUES (:endpointId::uuid, :version::integer, :keyId, :sealed::bytea, :publicKey, :now::timestamptz);

/* @name ExpireSecrets */
UPDATE webhook_secret SET expires_at = least(expires_at, :until::timestamptz) WHERE endpoint_id = :endpointId::uuid;

/* @name RemoveOldSecrets */
DELETE FROM webhook_secret WHERE endpoint_id = :endpointId::uuid
  AND version <= (SELECT max(version) FROM webhook_secret WHERE endpoint_id = :endpointId::uuid) - :keep::integer;

/* @name SecretsInForce
   Newest first. */
SELECT endpoint_id AS "endpointId", version, key_id AS "keyId", sealed
FROM webhook_secret
WHERE endpoint_id = ANY (:endpointIds::uuid[]) AND (expires_at IS NULL OR expires_at > :now::timestamptz)
ORDER BY endpoint_id, version DESC;

/* @name SecretsOfOtherKeys */
SELECT endpoint_id AS "endpointId", version, key_id AS "keyId", sealed FROM webhook_secret WHERE key_id <> :keyId LIMIT :limit::integer;

/* @name ReplaceSealed */
UPDATE webhook_secret SET key_id = :keyId, sealed = :sealed::bytea WHERE endpoint_id = :endpointId::uuid AND version = :version::integer AND key_id = :formerKeyId;

/* @name ListDeliveries */
SELECT d.id, d.endpoint_id AS "endpointId", d.message_id AS "messageId", m.event_type AS "eventType", m.object, d.state, d.attempts,
  d.response_status AS "responseStatus", d.error, d.next_at AS "nextAt", d.created_at AS "createdAt", d.ended_at AS "endedAt"
FROM webhook_delivery d JOIN webhook_message m ON m.id = d.message_id
WHERE d.endpoint_id = :endpointId::uuid AND (:after?::uuid IS NULL OR d.id < :after?::uuid)
ORDER BY d.id DESC LIMIT :limit::integer;

/* @name ListDeliveriesOfState */
SELECT d.id, d.endpoint_id AS "endpointId", d.message_id AS "messageId", m.event_type AS "eventType", m.object, d.state, d.attempts,
  d.response_status AS "responseStatus", d.error, d.next_at AS "nextAt", d.created_at AS "createdAt", d.ended_at AS "endedAt"
FROM webhook_delivery d JOIN webhook_message m ON m.id = d.message_id
WHERE d.endpoint_id = :endpointId::uuid AND d.state = :state AND (:after?::uuid IS NULL OR d.id < :after?::uuid)
ORDER BY d.id DESC LIMIT :limit::integer;

/* @name FindDelivery */
SELECT d.id, d.endpoint_id AS "endpointId", d.message_id AS "messageId", m.event_type AS "eventType", m.object, d.state, d.attempts,
  d.response_status AS "responseStatus", d.error, d.next_at AS "nextAt", d.created_at AS "createdAt", d.ended_at AS "endedAt"
FROM webhook_delivery d JOIN webhook_message m ON m.id = d.message_id
WHERE d.endpoint_id = :endpointId::uuid AND d.id = :id::uuid;

/* @name BodyOf */
SELECT body FROM webhook_message WHERE id = :messageId;

/* @name ListAttempts */
SELECT number, started_at AS "startedAt", duration_ms AS "durationMs", response_status AS "responseStatus", error, response
FROM (SELECT * FROM webhook_attempt WHERE delivery_id = :id::uuid ORDER BY number DESC LIMIT :limit::integer) newest
ORDER BY number;

/* @name RecoverDeliveries
   Oldest first, so that a call at its bound leaves the younger ones. The ids ascend with the time: the scan begins
   where the last chunk ended. */
UPDATE webhook_delivery SET state = 'pending', step = 0, next_at = :now::timestamptz, ended_at = NULL
WHERE id IN (SELECT id FROM webhook_delivery WHERE endpoint_id = :endpointId::uuid AND state = 'failed' AND created_at >= :since::timestamptz AND id > :after::uuid
             ORDER BY id LIMIT :limit::integer FOR UPDATE SKIP LOCKED)
RETURNING id;

/* @name InsertMessage */
INSERT INTO webhook_message (id, event_type, object, body, created_at) VALUES (:id, :eventType, :object, :body, :now::timestamptz);

/* @name InsertDelivery */
INSERT INTO webhook_delivery (endpoint_id, message_id, state, next_at, created_at)
VALUES (:endpointId::uuid, :messageId, 'pending', :now::timestamptz, :now::timestamptz)
RETURNING id;

/* @name SendAgain */
UPDATE webhook_delivery SET state = 'pending', step = 0, next_at = :now::timestamptz, ended_at = NULL
WHERE id = :id::uuid AND endpoint_id = :endpointId::uuid AND (claimed_until IS NULL OR claimed_until < :now::timestamptz);

/* @name ClaimDeliveries
   Each endpoint has its own places, so a slow one delays no other. A crash does not use up the schedule: a step
   ends with its attempt. */
WITH due AS (
  SELECT d.id FROM webhook_endpoint e
  LEFT JOIN unnest(:runningIds::uuid[], :runningCounts::integer[]) AS running (endpoint_id, count) ON running.endpoint_id = e.id
  CROSS JOIN LATERAL (
    SELECT id FROM webhook_delivery
    WHERE endpoint_id = e.id AND state = 'pending' AND next_at <= :now::timestamptz AND (claimed_until IS NULL OR claimed_until < :now::timestamptz)
    ORDER BY next_at, id LIMIT greatest(0, :perEndpoint::integer - coalesce(running.count, 0)) FOR UPDATE SKIP LOCKED
  ) d
  WHERE e.status = 'enabled' AND e.deleted_at IS NULL AND (e.paused_until IS NULL OR e.paused_until <= :now::timestamptz)
)
UPDATE webhook_delivery d SET attempts = d.attempts + 1, claimed_until = :leaseUntil::timestamptz
FROM due, webhook_endpoint e, webhook_message m
WHERE d.id = due.id AND e.id = d.endpoint_id AND m.id = d.message_id
RETURNING d.id AS "id!", d.endpoint_id AS "endpointId!", e.url AS "url!", m.id AS "messageId!", m.body AS "body!", d.attempts AS "number!", d.step + 1 AS "step!", d.claimed_until AS "claimedUntil!";

/* @name SettleAttempt
   Not if another attempt was started meanwhile. */
WITH settled AS (
  UPDATE webhook_delivery SET state = :state, step = step + 1, claimed_until = NULL, next_at = coalesce(:nextAt?::timestamptz, next_at),
    response_status = :responseStatus::integer, error = :error, ended_at = CASE WHEN :state = 'pending' THEN NULL ELSE :at::timestamptz END
  WHERE id = :deliveryId::uuid AND attempts = :number::integer AND state = 'pending'
  RETURNING id
)
INSERT INTO webhook_attempt (delivery_id, number, started_at, duration_ms, response_status, error, response)
SELECT id, :number::integer, :startedAt::timestamptz, :durationMs::integer, :responseStatus::integer, :error, :response FROM settled;

/* @name PostponeDelivery */
UPDATE webhook_delivery SET attempts = attempts - 1, claimed_until = NULL, next_at = :until::timestamptz
WHERE id = :id::uuid AND attempts = :number::integer AND state = 'pending';

/* @name FailStranded */
UPDATE webhook_delivery SET state = 'failed', error = 'endpoint_disabled', ended_at = :now::timestamptz
WHERE id IN (SELECT d.id FROM webhook_endpoint e JOIN webhook_delivery d ON d.endpoint_id = e.id
             WHERE e.status = 'disabled' AND d.state = 'pending' AND (d.claimed_until IS NULL OR d.claimed_until < :now::timestamptz)
             LIMIT :limit::integer FOR UPDATE OF d SKIP LOCKED);

/* @name WebhookFigures */
SELECT count(*) FILTER (WHERE e.status = 'enabled' AND e.failing_since IS NULL)::integer AS "enabled!",
  count(*) FILTER (WHERE e.status = 'enabled' AND e.failing_since IS NOT NULL)::integer AS "failing!",
  count(*) FILTER (WHERE e.status = 'disabled')::integer AS "disabled!",
  coalesce(max(extract(epoch FROM :now::timestamptz - d.oldest)) FILTER (WHERE e.status = 'enabled'), 0)::float8 AS "oldestDueSeconds!",
  (SELECT count(*) FROM webhook_secret WHERE key_id <> :newestKey)::integer AS "oldKeySecrets!"
FROM webhook_endpoint e
CROSS JOIN LATERAL (SELECT min(next_at) AS oldest FROM webhook_delivery
  WHERE endpoint_id = e.id AND state = 'pending' AND next_at <= :now::timestamptz AND claimed_until IS NULL) d
WHERE e.deleted_at IS NULL;

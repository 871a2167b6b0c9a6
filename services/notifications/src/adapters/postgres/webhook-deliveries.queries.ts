// Made by `npm run sql` from webhook-deliveries.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface ListDeliveriesParams {
  endpointId: string;
  after: string | null;
  limit: number;
}

export interface ListDeliveriesRow {
  id: string;
  endpointId: string;
  messageId: string;
  eventType: string;
  object: string;
  state: string;
  attempts: number;
  responseStatus: number;
  error: string;
  nextAt: Date;
  createdAt: Date;
  endedAt: Date | null;
}

export const listDeliveries: Statement<ListDeliveriesParams, ListDeliveriesRow> = {
  sql: `SELECT d.id, d.endpoint_id AS "endpointId", d.message_id AS "messageId", m.event_type AS "eventType", m.object, d.state, d.attempts,
  d.response_status AS "responseStatus", d.error, d.next_at AS "nextAt", d.created_at AS "createdAt", d.ended_at AS "endedAt"
FROM webhook_delivery d JOIN webhook_message m ON m.id = d.message_id
WHERE d.endpoint_id = $1::uuid AND ($2::uuid IS NULL OR d.id < $2::uuid)
ORDER BY d.id DESC LIMIT $3::integer`,
  parameters: ["endpointId", "after", "limit"],
};

export interface ListDeliveriesOfStateParams {
  endpointId: string;
  state: string;
  after: string | null;
  limit: number;
}

export interface ListDeliveriesOfStateRow {
  id: string;
  endpointId: string;
  messageId: string;
  eventType: string;
  object: string;
  state: string;
  attempts: number;
  responseStatus: number;
  error: string;
  nextAt: Date;
  createdAt: Date;
  endedAt: Date | null;
}

export const listDeliveriesOfState: Statement<ListDeliveriesOfStateParams, ListDeliveriesOfStateRow> = {
  sql: `SELECT d.id, d.endpoint_id AS "endpointId", d.message_id AS "messageId", m.event_type AS "eventType", m.object, d.state, d.attempts,
  d.response_status AS "responseStatus", d.error, d.next_at AS "nextAt", d.created_at AS "createdAt", d.ended_at AS "endedAt"
FROM webhook_delivery d JOIN webhook_message m ON m.id = d.message_id
WHERE d.endpoint_id = $1::uuid AND d.state = $2 AND ($3::uuid IS NULL OR d.id < $3::uuid)
ORDER BY d.id DESC LIMIT $4::integer`,
  parameters: ["endpointId", "state", "after", "limit"],
};

export interface FindDeliveryParams {
  endpointId: string;
  id: string;
}

export interface FindDeliveryRow {
  id: string;
  endpointId: string;
  messageId: string;
  eventType: string;
  object: string;
  state: string;
  attempts: number;
  responseStatus: number;
  error: string;
  nextAt: Date;
  createdAt: Date;
  endedAt: Date | null;
}

export const findDelivery: Statement<FindDeliveryParams, FindDeliveryRow> = {
  sql: `SELECT d.id, d.endpoint_id AS "endpointId", d.message_id AS "messageId", m.event_type AS "eventType", m.object, d.state, d.attempts,
  d.response_status AS "responseStatus", d.error, d.next_at AS "nextAt", d.created_at AS "createdAt", d.ended_at AS "endedAt"
FROM webhook_delivery d JOIN webhook_message m ON m.id = d.message_id
WHERE d.endpoint_id = $1::uuid AND d.id = $2::uuid`,
  parameters: ["endpointId", "id"],
};

export interface BodyOfParams {
  messageId: string;
}

export interface BodyOfRow {
  body: string;
}

export const bodyOf: Statement<BodyOfParams, BodyOfRow> = {
  sql: `SELECT body FROM webhook_message WHERE id = $1`,
  parameters: ["messageId"],
};

export interface ListAttemptsParams {
  id: string;
  limit: number;
}

export interface ListAttemptsRow {
  number: number;
  startedAt: Date;
  durationMs: number;
  responseStatus: number;
  error: string;
  response: string;
}

export const listAttempts: Statement<ListAttemptsParams, ListAttemptsRow> = {
  sql: `SELECT number, started_at AS "startedAt", duration_ms AS "durationMs", response_status AS "responseStatus", error, response
FROM (SELECT * FROM webhook_attempt WHERE delivery_id = $1::uuid ORDER BY number DESC LIMIT $2::integer) newest
ORDER BY number`,
  parameters: ["id", "limit"],
};

export interface RecoverDeliveriesParams {
  now: Date | string;
  endpointId: string;
  since: Date | string;
  after: string;
  limit: number;
}

export interface RecoverDeliveriesRow {
  id: string;
}

/** Oldest first, so that a call at its bound leaves the younger ones. The ids ascend with the time: the scan begins where the last chunk ended. */
export const recoverDeliveries: Statement<RecoverDeliveriesParams, RecoverDeliveriesRow> = {
  sql: `UPDATE webhook_delivery SET state = 'pending', step = 0, next_at = $1::timestamptz, ended_at = NULL
WHERE id IN (SELECT id FROM webhook_delivery WHERE endpoint_id = $2::uuid AND state = 'failed' AND created_at >= $3::timestamptz AND id > $4::uuid
             ORDER BY id LIMIT $5::integer FOR UPDATE SKIP LOCKED)
RETURNING id`,
  parameters: ["now", "endpointId", "since", "after", "limit"],
};

export interface InsertMessageParams {
  id: string;
  eventType: string;
  object: string;
  body: string;
  now: Date | string;
}

export const insertMessage: Statement<InsertMessageParams, never> = {
  sql: `INSERT INTO webhook_message (id, event_type, object, body, created_at) VALUES ($1, $2, $3, $4, $5::timestamptz)`,
  parameters: ["id", "eventType", "object", "body", "now"],
};

export interface InsertDeliveryParams {
  endpointId: string;
  messageId: string;
  now: Date | string;
}

export interface InsertDeliveryRow {
  id: string;
}

export const insertDelivery: Statement<InsertDeliveryParams, InsertDeliveryRow> = {
  sql: `INSERT INTO webhook_delivery (endpoint_id, message_id, state, next_at, created_at)
VALUES ($1::uuid, $2, 'pending', $3::timestamptz, $3::timestamptz)
RETURNING id`,
  parameters: ["endpointId", "messageId", "now"],
};

export interface SendAgainParams {
  now: Date | string;
  id: string;
  endpointId: string;
}

export const sendAgain: Statement<SendAgainParams, never> = {
  sql: `UPDATE webhook_delivery SET state = 'pending', step = 0, next_at = $1::timestamptz, ended_at = NULL
WHERE id = $2::uuid AND endpoint_id = $3::uuid AND (claimed_until IS NULL OR claimed_until < $1::timestamptz)`,
  parameters: ["now", "id", "endpointId"],
};

export interface ClaimDeliveriesParams {
  runningIds: readonly string[] | Buffer;
  runningCounts: readonly number[] | Buffer;
  now: Date | string;
  perEndpoint: number;
  leaseUntil: Date | string;
}

export interface ClaimDeliveriesRow {
  id: string;
  endpointId: string;
  url: string;
  messageId: string;
  body: string;
  number: number;
  step: number;
  claimedUntil: Date;
}

/** Each endpoint has its own places, so a slow one delays no other. A crash does not use up the schedule: a step ends with its attempt. */
export const claimDeliveries: Statement<ClaimDeliveriesParams, ClaimDeliveriesRow> = {
  sql: `WITH due AS (
  SELECT d.id FROM webhook_endpoint e
  LEFT JOIN unnest($1::uuid[], $2::integer[]) AS running (endpoint_id, count) ON running.endpoint_id = e.id
  CROSS JOIN LATERAL (
    SELECT id FROM webhook_delivery
    WHERE endpoint_id = e.id AND state = 'pending' AND next_at <= $3::timestamptz AND (claimed_until IS NULL OR claimed_until < $3::timestamptz)
    ORDER BY next_at, id LIMIT greatest(0, $4::integer - coalesce(running.count, 0)) FOR UPDATE SKIP LOCKED
  ) d
  WHERE e.status = 'enabled' AND e.deleted_at IS NULL AND (e.paused_until IS NULL OR e.paused_until <= $3::timestamptz)
)
UPDATE webhook_delivery d SET attempts = d.attempts + 1, claimed_until = $5::timestamptz
FROM due, webhook_endpoint e, webhook_message m
WHERE d.id = due.id AND e.id = d.endpoint_id AND m.id = d.message_id
RETURNING d.id AS "id", d.endpoint_id AS "endpointId", e.url AS "url", m.id AS "messageId", m.body AS "body", d.attempts AS "number", d.step + 1 AS "step", d.claimed_until AS "claimedUntil"`,
  parameters: ["runningIds", "runningCounts", "now", "perEndpoint", "leaseUntil"],
};

export interface SettleAttemptParams {
  state: string;
  nextAt: Date | string | null;
  responseStatus: number;
  error: string;
  at: Date | string;
  deliveryId: string;
  number: number;
  startedAt: Date | string;
  durationMs: number;
  response: string;
}

/** Not if another attempt was started meanwhile. */
export const settleAttempt: Statement<SettleAttemptParams, never> = {
  sql: `WITH settled AS (
  UPDATE webhook_delivery SET state = $1, step = step + 1, claimed_until = NULL, next_at = coalesce($2::timestamptz, next_at),
    response_status = $3::integer, error = $4, ended_at = CASE WHEN $1 = 'pending' THEN NULL ELSE $5::timestamptz END
  WHERE id = $6::uuid AND attempts = $7::integer AND state = 'pending'
  RETURNING id
)
INSERT INTO webhook_attempt (delivery_id, number, started_at, duration_ms, response_status, error, response)
SELECT id, $7::integer, $8::timestamptz, $9::integer, $3::integer, $4, $10 FROM settled`,
  parameters: ["state", "nextAt", "responseStatus", "error", "at", "deliveryId", "number", "startedAt", "durationMs", "response"],
};

export interface PostponeDeliveryParams {
  until: Date | string;
  id: string;
  number: number;
}

export const postponeDelivery: Statement<PostponeDeliveryParams, never> = {
  sql: `UPDATE webhook_delivery SET attempts = attempts - 1, claimed_until = NULL, next_at = $1::timestamptz
WHERE id = $2::uuid AND attempts = $3::integer AND state = 'pending'`,
  parameters: ["until", "id", "number"],
};

export interface FailStrandedParams {
  now: Date | string;
  limit: number;
}

export const failStranded: Statement<FailStrandedParams, never> = {
  sql: `UPDATE webhook_delivery SET state = 'failed', error = 'endpoint_disabled', ended_at = $1::timestamptz
WHERE id IN (SELECT d.id FROM webhook_endpoint e JOIN webhook_delivery d ON d.endpoint_id = e.id
             WHERE e.status = 'disabled' AND d.state = 'pending' AND (d.claimed_until IS NULL OR d.claimed_until < $1::timestamptz)
             LIMIT $2::integer FOR UPDATE OF d SKIP LOCKED)`,
  parameters: ["now", "limit"],
};

export interface WebhookFiguresParams {
  now: Date | string;
  newestKey: string;
}

export interface WebhookFiguresRow {
  enabled: number;
  failing: number;
  disabled: number;
  oldestDueSeconds: number;
  oldKeySecrets: number;
}

export const webhookFigures: Statement<WebhookFiguresParams, WebhookFiguresRow> = {
  sql: `SELECT count(*) FILTER (WHERE e.status = 'enabled' AND e.failing_since IS NULL)::integer AS "enabled",
  count(*) FILTER (WHERE e.status = 'enabled' AND e.failing_since IS NOT NULL)::integer AS "failing",
  count(*) FILTER (WHERE e.status = 'disabled')::integer AS "disabled",
  coalesce(max(extract(epoch FROM $1::timestamptz - d.oldest)) FILTER (WHERE e.status = 'enabled'), 0)::float8 AS "oldestDueSeconds",
  (SELECT count(*) FROM webhook_secret WHERE key_id <> $2)::integer AS "oldKeySecrets"
FROM webhook_endpoint e
CROSS JOIN LATERAL (SELECT min(next_at) AS oldest FROM webhook_delivery
  WHERE endpoint_id = e.id AND state = 'pending' AND next_at <= $1::timestamptz AND claimed_until IS NULL) d
WHERE e.deleted_at IS NULL`,
  parameters: ["now", "newestKey"],
};

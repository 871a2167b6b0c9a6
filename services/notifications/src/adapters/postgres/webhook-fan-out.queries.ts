// Made by `npm run sql` from webhook-fan-out.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface InsertForEndpointsParams {
  eventType: string;
  id: string;
  object: string;
  body: string;
  at: Date | string;
}

export interface InsertForEndpointsRow {
  state: string;
}

/** The message only where an endpoint asks for it, and once. For a disabled endpoint the delivery counts as failed, so that it can be recovered. */
export const insertForEndpoints: Statement<InsertForEndpointsParams, InsertForEndpointsRow> = {
  sql: `WITH asking AS (
  SELECT id, status FROM webhook_endpoint WHERE deleted_at IS NULL AND event_types && ARRAY['*', $1]
), message AS (
  INSERT INTO webhook_message (id, event_type, object, body, created_at)
  SELECT $2, $1, $3, $4, $5::timestamptz WHERE EXISTS (SELECT FROM asking)
  ON CONFLICT (id) DO NOTHING
  RETURNING id
)
INSERT INTO webhook_delivery (endpoint_id, message_id, state, error, next_at, created_at, ended_at)
SELECT asking.id, message.id,
  CASE asking.status WHEN 'enabled' THEN 'pending' ELSE 'failed' END,
  CASE asking.status WHEN 'enabled' THEN '' ELSE 'endpoint_disabled' END,
  $5::timestamptz, $5::timestamptz,
  CASE asking.status WHEN 'enabled' THEN NULL ELSE $5::timestamptz END
FROM message, asking
RETURNING state`,
  parameters: ["eventType", "id", "object", "body", "at"],
};

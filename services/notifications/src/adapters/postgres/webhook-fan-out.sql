/* @name InsertForEndpoints
   The message only where an endpoint asks for it, and once. For a disabled endpoint the delivery counts as
   failed, so that it can be recovered. */
WITH asking AS (
  SELECT id, status FROM webhook_endpoint WHERE deleted_at IS NULL AND event_types && ARRAY['*', :eventType]
), message AS (
  INSERT INTO webhook_message (id, event_type, object, body, created_at)
  SELECT :id, :eventType, :object, :body, :at::timestamptz WHERE EXISTS (SELECT FROM asking)
  ON CONFLICT (id) DO NOTHING
  RETURNING id
)
INSERT INTO webhook_delivery (endpoint_id, message_id, state, error, next_at, created_at, ended_at)
SELECT asking.id, message.id,
  CASE asking.status WHEN 'enabled' THEN 'pending' ELSE 'failed' END,
  CASE asking.status WHEN 'enabled' THEN '' ELSE 'endpoint_disabled' END,
  :at::timestamptz, :at::timestamptz,
  CASE asking.status WHEN 'enabled' THEN NULL ELSE :at::timestamptz END
FROM message, asking
RETURNING state;

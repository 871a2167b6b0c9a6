import type {
  WebhookDelivery,
  WebhookDeliveryDetails,
  WebhookEndpoint,
} from "../../../domain/webhook-endpoint.ts";
import type { EndpointWithSecret } from "../../../ports/webhook-endpoints.ts";
import { isoTime, orNull } from "./values.ts";

export const webhookEndpointView = (endpoint: WebhookEndpoint) => ({
  id: endpoint.id,
  url: endpoint.url,
  description: endpoint.description,
  event_types: [...endpoint.eventTypes],
  status: endpoint.status,
  disabled_reason: orNull(endpoint.disabledReason),
  created_at: endpoint.createdAt.toISOString(),
  failing_since: isoTime(endpoint.failingSince),
  paused_until: isoTime(endpoint.pausedUntil),
  secrets: { public_key: endpoint.publicKey },
});

export const endpointWithSecretView = ({ endpoint, hmac }: EndpointWithSecret) => ({
  ...webhookEndpointView(endpoint),
  secrets: { hmac, public_key: endpoint.publicKey },
});

const statusOrNull = (status: number) => (status === 0 ? null : status);

export const webhookDeliveryView = (delivery: WebhookDelivery) => ({
  id: delivery.id,
  endpoint_id: delivery.endpointId,
  message_id: delivery.messageId,
  event_type: delivery.eventType,
  object: delivery.object,
  status: delivery.status,
  attempts: delivery.attempts,
  response_status: statusOrNull(delivery.responseStatus),
  error: orNull(delivery.error),
  next_attempt_at: isoTime(delivery.nextAttemptAt),
  created_at: delivery.createdAt.toISOString(),
  ended_at: isoTime(delivery.endedAt),
});

export const webhookDeliveryDetailsView = ({ delivery, body, attempts }: WebhookDeliveryDetails) => ({
  ...webhookDeliveryView(delivery),
  body,
  attempt_log: attempts.map(({ number, startedAt, durationMs, responseStatus, error, response }) => ({
    number,
    started_at: startedAt.toISOString(),
    duration_ms: durationMs,
    response_status: statusOrNull(responseStatus),
    error: orNull(error),
    response,
  })),
});

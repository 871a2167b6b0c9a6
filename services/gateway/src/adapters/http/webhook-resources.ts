import { z } from "@hono/zod-openapi";
import { DELIVERY_STATUSES } from "../../domain/webhook-endpoint.ts";
import { idOf, Time } from "./schemas.ts";

const endpoint = {
  id: idOf("whe_"),
  url: z.string(),
  description: z.string(),
  event_types: z.array(z.string()).openapi({ description: 'Event types, or "*" alone for all of them.' }),
  status: z.enum(["enabled", "disabled"]),
  disabled_reason: z.string().nullable().openapi({
    description:
      "by_admin, gone (the endpoint responded 410) or failing (every attempt failed for five days)",
  }),
  created_at: Time,
  failing_since: Time.nullable().openapi({ description: "Every attempt since then failed." }),
  paused_until: Time.nullable().openapi({ description: "The endpoint asked for a pause by Retry-After." }),
};
const publicKey = z.string().openapi({
  example: "whpk_1qRQ7SV19frYW7T2OhUy6kDqHYAPpbYQOYm3wDH7L3U=",
  description: "Verifies the newest `v1a` signatures (Ed25519).",
});

export const WebhookEndpointResource = z
  .object({ ...endpoint, secrets: z.object({ public_key: publicKey }) })
  .openapi("WebhookEndpoint");

export const WebhookEndpointWithSecretResource = z
  .object({
    ...endpoint,
    secrets: z.object({
      hmac: z.string().openapi({
        example: "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDGb9ECWmEzf4=",
        description: "Verifies `v1` signatures (HMAC-SHA256). Shown in this response only.",
      }),
      public_key: publicKey,
    }),
  })
  .openapi("WebhookEndpointWithSecret");

const delivery = {
  id: idOf("whd_"),
  endpoint_id: idOf("whe_"),
  message_id: z.string().openapi({
    example: "msg_5f70bf18a086007016e948b04aed3b82",
    description: "The header `webhook-id`, the same in every attempt.",
  }),
  event_type: z.string(),
  object: z.string().openapi({ description: "The id of the object that the event is about." }),
  status: z.enum(DELIVERY_STATUSES),
  attempts: z.int(),
  response_status: z.int().nullable().openapi({ description: "Of the last attempt; null: no response." }),
  error: z.string().nullable().openapi({
    description:
      "Why the last attempt failed: bad_status, redirected, throttled, gone, timed_out, dns_failed, connect_failed, tls_failed, connection_lost, bad_response, address_refused, url_refused; or endpoint_disabled",
  }),
  next_attempt_at: Time.nullable(),
  created_at: Time,
  ended_at: Time.nullable(),
};

export const WebhookDeliveryResource = z.object(delivery).openapi("WebhookDelivery");

export const WebhookDeliveryDetailsResource = z
  .object({
    ...delivery,
    body: z.string().openapi({ description: "The bytes of every attempt, as text." }),
    attempt_log: z
      .array(
        z.object({
          number: z.int(),
          started_at: Time,
          duration_ms: z.int(),
          response_status: z.int().nullable(),
          error: z.string().nullable(),
          response: z.string().openapi({ description: "The first KiB of the response." }),
        }),
      )
      .openapi({ description: "Oldest first; at most the newest 100." }),
  })
  .openapi("WebhookDeliveryDetails");

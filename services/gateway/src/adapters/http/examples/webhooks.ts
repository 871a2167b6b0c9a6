const id = "whe_0193a6107f1b7e3c8d2a4b5c6d7e8f91";
const endpoint = {
  id,
  url: "https://example.com/webhooks/metercast",
  description: "Accounting",
  event_types: ["withdrawals.payout.paid.v1", "withdrawals.payout.failed.v1"],
  status: "enabled",
  disabled_reason: null,
  created_at: "2026-11-23T09:00:00.000Z",
  failing_since: null,
  paused_until: null,
};
const public_key = "whpk_1qRQ7SV19frYW7T2OhUy6kDqHYAPpbYQOYm3wDH7L3U=";
const delivery = {
  id: "whd_0193a6107f1b7e3c8d2a4b5c6d7e8f92",
  endpoint_id: id,
  message_id: "msg_5f70bf18a086007016e948b04aed3b82",
  event_type: "withdrawals.payout.paid.v1",
  object: "wdr_0193a5c0e7d47b0d8f0e1c2d3b4a5968",
  status: "delivered",
  attempts: 2,
  response_status: 204,
  error: null,
  next_attempt_at: null,
  created_at: "2026-11-23T09:30:00.000Z",
  ended_at: "2026-11-23T09:30:06.000Z",
};

export const WEBHOOKS_EXAMPLES = {
  WebhookEndpointRequest: {
    url: endpoint.url,
    description: endpoint.description,
    event_types: endpoint.event_types,
  },
  WebhookEndpointChange: { status: "disabled" },
  WebhookEndpoint: { ...endpoint, secrets: { public_key } },
  WebhookEndpointWithSecret: {
    ...endpoint,
    secrets: { hmac: "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDGb9ECWmEzf4=", public_key },
  },
  WebhookSecretRotation: { overlap_hours: 24 },
  WebhookRecoveryRequest: { since: "2026-11-23T08:00:00Z" },
  WebhookRecovery: { deliveries: 12 },
  WebhookDelivery: delivery,
  WebhookDeliveryDetails: {
    ...delivery,
    body: '{"type":"withdrawals.payout.paid.v1","timestamp":"2026-11-23T09:30:00.000Z","data":{"withdrawalId":"wdr_0193a5c0e7d47b0d8f0e1c2d3b4a5968","creatorId":"creator-7","amount":"10000","method":"stripe","sequence":7237642156204032,"object":"wdr_0193a5c0e7d47b0d8f0e1c2d3b4a5968"}}',
    attempt_log: [
      {
        number: 1,
        started_at: "2026-11-23T09:30:00.100Z",
        duration_ms: 182,
        response_status: 500,
        error: "bad_status",
        response: "database is down",
      },
      {
        number: 2,
        started_at: "2026-11-23T09:30:05.700Z",
        duration_ms: 61,
        response_status: 204,
        error: null,
        response: "",
      },
    ],
  },
};

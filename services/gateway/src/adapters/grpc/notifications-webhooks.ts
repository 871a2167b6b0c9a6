import type {
  WebhookAttempt as ProtoAttempt,
  WebhookDelivery as ProtoDelivery,
  WebhookEndpoint as ProtoEndpoint,
} from "@metercast/contracts/notifications/v1/webhooks.ts";
import {
  DELIVERY_STATUSES,
  type WebhookAttempt,
  type WebhookDelivery,
  type WebhookEndpoint,
} from "../../domain/webhook-endpoint.ts";
import type { WebhookEndpoints } from "../../ports/webhook-endpoints.ts";
import type { NotificationsCaller } from "./notifications-caller.ts";
import { given, orUndefined, pageRequest, time } from "./values.ts";

export const webhookEndpoints = (caller: NotificationsCaller): WebhookEndpoints => ({
  list: async () => (await caller.listWebhookEndpoints({})).endpoints.map(endpointOf),
  get: async (endpointId) => endpointOf((await caller.getWebhookEndpoint({ endpointId })).endpoint),
  async create(request) {
    const { endpoint, hmacSecret } = await caller.createWebhookEndpoint(request);
    return { endpoint: endpointOf(endpoint), hmac: hmacSecret };
  },
  async update({ eventTypes = [], status = "", ...request }) {
    return endpointOf((await caller.updateWebhookEndpoint({ ...request, eventTypes, status })).endpoint);
  },
  async remove(endpointId) {
    await caller.deleteWebhookEndpoint({ endpointId });
  },
  async rotateSecret(request) {
    const { endpoint, hmacSecret } = await caller.rotateWebhookSecret(request);
    return { endpoint: endpointOf(endpoint), hmac: hmacSecret };
  },
  sendTest: async (endpointId) => deliveryOf((await caller.testWebhookEndpoint({ endpointId })).delivery),
  recover: async (request) => (await caller.recoverWebhooks(request)).deliveries,
  async listDeliveries({ endpointId, status = "", ...page }) {
    const answer = await caller.listWebhookDeliveries({ endpointId, status, ...pageRequest(page) });
    return { items: answer.deliveries.map(deliveryOf), nextCursor: orUndefined(answer.nextCursor) };
  },
  async getDelivery(key) {
    const { delivery, body, attempts } = await caller.listWebhookAttempts(key);
    return { delivery: deliveryOf(delivery), body, attempts: attempts.map(attemptOf) };
  },
  resend: async (key) => deliveryOf((await caller.resendWebhook(key)).delivery),
  eventTypes: async () => (await caller.listWebhookEventTypes({})).eventTypes,
});

function endpointOf(answered: ProtoEndpoint | undefined): WebhookEndpoint {
  const { disabledReason, createdAt, status, ...endpoint } = given(answered, "an endpoint");
  return {
    ...endpoint,
    status: status === "disabled" ? "disabled" : "enabled",
    disabledReason: orUndefined(disabledReason),
    createdAt: time(createdAt),
    disabledAt: endpoint.disabledAt,
    failingSince: endpoint.failingSince,
    pausedUntil: endpoint.pausedUntil,
  };
}

function deliveryOf(answered: ProtoDelivery | undefined): WebhookDelivery {
  const { status, error, createdAt, ...delivery } = given(answered, "a delivery");
  const known = DELIVERY_STATUSES.find((one) => one === status);
  if (known === undefined) throw new RangeError("the gateway does not know this status of a delivery");
  return {
    ...delivery,
    status: known,
    error: orUndefined(error),
    createdAt: time(createdAt),
    nextAttemptAt: delivery.nextAttemptAt,
    endedAt: delivery.endedAt,
  };
}

const attemptOf = ({ error, startedAt, ...attempt }: ProtoAttempt): WebhookAttempt => ({
  ...attempt,
  startedAt: time(startedAt),
  error: orUndefined(error),
});

import { publicId, uuidOf } from "@metercast/contracts";
import type { NotificationsServiceService } from "@metercast/contracts/notifications/v1/notifications.ts";
import type {
  ListWebhookDeliveriesRequest,
  UpdateWebhookEndpointRequest,
  WebhookDelivery as WireDelivery,
  WebhookEndpoint as WireEndpoint,
} from "@metercast/contracts/notifications/v1/webhooks.ts";
import { type Handlers, MetercastError, z } from "@metercast/runtime";
import { optional, storableText, uuidOfKind, validate } from "@metercast/validation";
import { DELIVERY_STATES, type WebhookDelivery } from "../../domain/webhooks/delivery.ts";
import { eventTypesProblem } from "../../domain/webhooks/endpoint.ts";
import { WEBHOOK_EVENT_TYPES } from "../../domain/webhooks/event-types.ts";
import type { KeyedEndpoint } from "../../ports/webhook-endpoints.ts";
import {
  changeEndpoint,
  readEndpoint,
  removeEndpoint,
  rotateSecret,
} from "../../usecases/webhooks/change-endpoint.ts";
import {
  createEndpoint,
  type EndpointPorts,
  type EndpointWithSecret,
} from "../../usecases/webhooks/create-endpoint.ts";
import {
  readDelivery,
  recover,
  resend,
  type SendAgainPorts,
  sendTest,
} from "../../usecases/webhooks/send-again.ts";

type Service = Handlers<typeof NotificationsServiceService>;
export type WebhookPorts = EndpointPorts & SendAgainPorts;

export const webhooks = (ports: WebhookPorts) => ({ ...endpoints(ports), ...deliveries(ports) });

function endpoints(
  ports: WebhookPorts,
): Pick<
  Service,
  | "listWebhookEndpoints"
  | "getWebhookEndpoint"
  | "createWebhookEndpoint"
  | "updateWebhookEndpoint"
  | "deleteWebhookEndpoint"
  | "rotateWebhookSecret"
  | "listWebhookEventTypes"
> {
  return {
    listWebhookEndpoints: async () => ({
      endpoints: (await ports.store.webhookEndpoints.list()).map(toEndpoint),
    }),
    getWebhookEndpoint: async ({ endpointId }) => ({
      endpoint: toEndpoint(await readEndpoint(ports, idOf(endpointId))),
    }),
    createWebhookEndpoint: async (request) =>
      withSecret(await createEndpoint(ports, validate(CREATE, request))),
    updateWebhookEndpoint: async (request) => ({
      endpoint: toEndpoint(await changeEndpoint(ports, change(request))),
    }),
    async deleteWebhookEndpoint({ endpointId }) {
      await removeEndpoint(ports, idOf(endpointId));
      return {};
    },
    async rotateWebhookSecret({ endpointId, overlapHours }) {
      const overlap = validate(ROTATE, { overlapHours });
      return withSecret(await rotateSecret(ports, { id: idOf(endpointId), ...overlap }));
    },
    listWebhookEventTypes: async () => ({ eventTypes: [...WEBHOOK_EVENT_TYPES] }),
  };
}

/** Of one delivery. Only resends make more than ten. */
const SHOWN_ATTEMPTS = 100;

function deliveries(
  ports: WebhookPorts,
): Pick<
  Service,
  | "testWebhookEndpoint"
  | "listWebhookDeliveries"
  | "listWebhookAttempts"
  | "resendWebhook"
  | "recoverWebhooks"
> {
  const { webhookDeliveries } = ports.store;
  return {
    testWebhookEndpoint: async ({ endpointId }) => ({
      delivery: toDelivery(await sendTest(ports, idOf(endpointId))),
    }),
    async listWebhookDeliveries(request) {
      const query = list(request);
      await readEndpoint(ports, query.endpointId);
      // One row more than the page shows that there are more.
      const found = await webhookDeliveries.list({ ...query, limit: query.limit + 1 });
      const page = found.slice(0, query.limit);
      const last = found.length > page.length ? page.at(-1) : undefined;
      return {
        deliveries: page.map(toDelivery),
        nextCursor: last ? publicId("webhookDelivery", last.id) : "",
      };
    },
    async listWebhookAttempts({ endpointId, deliveryId }) {
      const delivery = await readDelivery(ports, keyOf(endpointId, deliveryId));
      const [body, attempts] = await Promise.all([
        webhookDeliveries.bodyOf(delivery.messageId),
        webhookDeliveries.attempts(delivery.id, SHOWN_ATTEMPTS),
      ]);
      return { delivery: toDelivery(delivery), body, attempts };
    },
    resendWebhook: async ({ endpointId, deliveryId }) => ({
      delivery: toDelivery(await resend(ports, keyOf(endpointId, deliveryId))),
    }),
    async recoverWebhooks({ endpointId, since }) {
      const request = validate(RECOVER, { since });
      return { deliveries: await recover(ports, { endpointId: idOf(endpointId), ...request }) };
    },
  };
}

/** A malformed id names nothing. */
function idOf(endpointId: string): string {
  const id = uuidOf("webhookEndpoint", endpointId);
  if (id === undefined) throw new MetercastError("not_found");
  return id;
}

function keyOf(endpointId: string, deliveryId: string) {
  const id = uuidOf("webhookDelivery", deliveryId);
  if (id === undefined) throw new MetercastError("not_found");
  return { endpointId: idOf(endpointId), id };
}

/** Far more than there are types. */
const MOST_TYPES = 100;
const eventTypes = z
  .array(z.string().max(100))
  .max(MOST_TYPES)
  .superRefine((types, context) => {
    const problem = eventTypesProblem(types);
    if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
  });
const url = storableText(2_048, 1);
const description = storableText(200);

const CREATE = z.object({ url, description, eventTypes });
const CHANGE = z.object({
  url: url.optional(),
  description: description.optional(),
  eventTypes: eventTypes.optional(),
  status: z.enum(["enabled", "disabled"]).optional(),
});
function change({ endpointId, status, eventTypes: types, ...rest }: UpdateWebhookEndpointRequest) {
  const asked = { ...rest, ...(status !== "" && { status }), ...(types.length > 0 && { eventTypes: types }) };
  const { status: wanted, ...wish } = validate(CHANGE, asked);
  return {
    id: idOf(endpointId),
    url: wish.url,
    description: wish.description,
    eventTypes: wish.eventTypes,
    enabled: wanted === undefined ? undefined : wanted === "enabled",
  };
}

/** A week is enough to bring a new secret to every host. */
const ROTATE = z.object({ overlapHours: z.number().int().min(0).max(168) });
const RECOVER = z.object({ since: z.date("must be given") });

const DEFAULT_PAGE = 20;
const LIST = z.object({
  status: z.union([z.literal("").transform(() => undefined), z.enum(DELIVERY_STATES)]),
  limit: z.number().int().min(0).max(100),
  cursor: optional(uuidOfKind("webhookDelivery")),
});
function list({ endpointId, ...request }: ListWebhookDeliveriesRequest) {
  const { status: state, limit, cursor: after } = validate(LIST, request);
  return { endpointId: idOf(endpointId), state, limit: limit || DEFAULT_PAGE, after };
}

const withSecret = ({ endpoint, hmac }: EndpointWithSecret) => ({
  endpoint: toEndpoint(endpoint),
  hmacSecret: hmac,
});

const toEndpoint = ({ id, disabled, failing, ...endpoint }: KeyedEndpoint): WireEndpoint => ({
  id: publicId("webhookEndpoint", id),
  url: endpoint.url,
  description: endpoint.description,
  eventTypes: [...endpoint.eventTypes],
  status: disabled ? "disabled" : "enabled",
  disabledReason: disabled?.reason ?? "",
  disabledAt: disabled?.at,
  createdAt: endpoint.createdAt,
  failingSince: failing?.since,
  pausedUntil: endpoint.pausedUntil,
  publicKey: endpoint.publicKey,
});

const toDelivery = ({ id, endpointId, state, nextAt, ...delivery }: WebhookDelivery): WireDelivery => ({
  ...delivery,
  id: publicId("webhookDelivery", id),
  endpointId: publicId("webhookEndpoint", endpointId),
  status: state,
  nextAttemptAt: state === "pending" ? nextAt : undefined,
});

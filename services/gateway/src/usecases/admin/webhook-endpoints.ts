import type { Principal, RequestInfo } from "../../domain/principal.ts";
import type { WebhookDelivery, WebhookEndpoint } from "../../domain/webhook-endpoint.ts";
import type { AuditLog } from "../../ports/audit-log.ts";
import type {
  CreateWebhookEndpoint,
  DeliveryKey,
  EndpointWithSecret,
  UpdateWebhookEndpoint,
  WebhookEndpoints,
} from "../../ports/webhook-endpoints.ts";
import { recorded } from "../recorded.ts";

export interface WebhookEndpointPorts {
  webhookEndpoints: WebhookEndpoints;
  audit: AuditLog;
}

export interface By {
  principal: Principal;
  request: RequestInfo;
}

/**
 * An act on an endpoint with its row in the audit log. `detail` has no URL, which may hold a customer's
 * token, and no secret.
 */
function audited<T>(
  audit: AuditLog,
  { principal, request }: By,
  act: { action: string; endpointId: string; detail: Record<string, unknown> },
  effect: () => Promise<T>,
  idOf: (result: T) => string = () => act.endpointId,
): Promise<T> {
  const { action, detail, endpointId } = act;
  const intent = {
    actor: principal.userId,
    action: `webhook_endpoint.${action}`,
    objectType: "webhook_endpoint",
  };
  return recorded(
    audit,
    { ...intent, objectId: endpointId, requestId: request.requestId, detail },
    effect,
    (result) => ({
      objectId: idOf(result),
      detail,
      dedupKey: `webhook-endpoint:${action}:${request.actId}`,
    }),
  );
}

/** The host alone: a path or a query may be a secret. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "";
}

export const createWebhookEndpoint = (
  { webhookEndpoints, audit }: WebhookEndpointPorts,
  wish: CreateWebhookEndpoint,
  by: By,
): Promise<EndpointWithSecret> =>
  audited(
    audit,
    by,
    {
      action: "created",
      endpointId: "",
      detail: { host: hostOf(wish.url), event_types: wish.eventTypes },
    },
    () => webhookEndpoints.create(wish),
    ({ endpoint }) => endpoint.id,
  );

export function updateWebhookEndpoint(
  { webhookEndpoints, audit }: WebhookEndpointPorts,
  change: UpdateWebhookEndpoint,
  by: By,
): Promise<WebhookEndpoint> {
  const { endpointId, url, eventTypes, status } = change;
  const detail = {
    ...(url !== undefined && { host: hostOf(url) }),
    ...(eventTypes && { event_types: eventTypes }),
    ...(status && { status }),
  };
  return audited(audit, by, { action: "changed", endpointId, detail }, () => webhookEndpoints.update(change));
}

export const removeWebhookEndpoint = (
  { webhookEndpoints, audit }: WebhookEndpointPorts,
  endpointId: string,
  by: By,
): Promise<void> =>
  audited(audit, by, { action: "deleted", endpointId, detail: {} }, () =>
    webhookEndpoints.remove(endpointId),
  );

export const rotateWebhookSecret = (
  { webhookEndpoints, audit }: WebhookEndpointPorts,
  rotation: { endpointId: string; overlapHours: number },
  by: By,
): Promise<EndpointWithSecret> =>
  audited(
    audit,
    by,
    {
      action: "secret_rotated",
      endpointId: rotation.endpointId,
      detail: { overlap_hours: rotation.overlapHours },
    },
    () => webhookEndpoints.rotateSecret(rotation),
  );

export const testWebhookEndpoint = (
  { webhookEndpoints, audit }: WebhookEndpointPorts,
  endpointId: string,
  by: By,
): Promise<WebhookDelivery> =>
  audited(audit, by, { action: "tested", endpointId, detail: {} }, () =>
    webhookEndpoints.sendTest(endpointId),
  );

export const recoverWebhooks = (
  { webhookEndpoints, audit }: WebhookEndpointPorts,
  request: { endpointId: string; since: Date },
  by: By,
): Promise<number> =>
  audited(
    audit,
    by,
    { action: "recovered", endpointId: request.endpointId, detail: { since: request.since.toISOString() } },
    () => webhookEndpoints.recover(request),
  );

export const resendWebhook = (
  { webhookEndpoints, audit }: WebhookEndpointPorts,
  key: DeliveryKey,
  by: By,
): Promise<WebhookDelivery> =>
  audited(
    audit,
    by,
    { action: "resent", endpointId: key.endpointId, detail: { delivery_id: key.deliveryId } },
    () => webhookEndpoints.resend(key),
  );

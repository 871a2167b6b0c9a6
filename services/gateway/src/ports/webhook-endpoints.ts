import type {
  DeliveryStatus,
  WebhookDelivery,
  WebhookDeliveryDetails,
  WebhookEndpoint,
} from "../domain/webhook-endpoint.ts";
import type { Page, PageRequest } from "./calls.ts";

/** Webhooks to customers' backends. */
export interface WebhookEndpoints {
  list(): Promise<WebhookEndpoint[]>;
  /** @throws not_found */
  get(endpointId: string): Promise<WebhookEndpoint>;
  create(request: CreateWebhookEndpoint): Promise<EndpointWithSecret>;
  /** What is undefined stays. @throws not_found */
  update(request: UpdateWebhookEndpoint): Promise<WebhookEndpoint>;
  /** @throws not_found */
  remove(endpointId: string): Promise<void>;
  rotateSecret(request: { endpointId: string; overlapHours: number }): Promise<EndpointWithSecret>;
  /** @throws webhook_endpoint_disabled */
  sendTest(endpointId: string): Promise<WebhookDelivery>;
  /** Returns how many deliveries are sent again. @throws webhook_endpoint_disabled */
  recover(request: { endpointId: string; since: Date }): Promise<number>;
  /** Newest first. */
  listDeliveries(request: ListWebhookDeliveries): Promise<Page<WebhookDelivery>>;
  /** @throws not_found */
  getDelivery(key: DeliveryKey): Promise<WebhookDeliveryDetails>;
  /** @throws not_found, webhook_endpoint_disabled */
  resend(key: DeliveryKey): Promise<WebhookDelivery>;
  eventTypes(): Promise<string[]>;
}

export interface CreateWebhookEndpoint {
  url: string;
  description: string;
  eventTypes: string[];
}

export interface UpdateWebhookEndpoint {
  endpointId: string;
  url: string | undefined;
  description: string | undefined;
  eventTypes: string[] | undefined;
  status: "enabled" | "disabled" | undefined;
}

export interface EndpointWithSecret {
  endpoint: WebhookEndpoint;
  hmac: string;
}

export interface DeliveryKey {
  endpointId: string;
  deliveryId: string;
}

export interface ListWebhookDeliveries extends PageRequest {
  endpointId: string;
  status: DeliveryStatus | undefined;
}

import type { Clock } from "@metercast/runtime";
import { MetercastError } from "@metercast/runtime";
import { MAX_ENDPOINTS } from "../../domain/webhooks/endpoint.ts";
import type { Egress } from "../../ports/egress.ts";
import type { Store } from "../../ports/store.ts";
import type { KeyedEndpoint } from "../../ports/webhook-endpoints.ts";
import type { WebhookKeys } from "../../ports/webhook-keys.ts";

export interface EndpointPorts {
  store: Store;
  egress: Pick<Egress, "judgeUrl">;
  webhookKeys: WebhookKeys;
  clock: Clock;
}

export interface CreateEndpointRequest {
  url: string;
  description: string;
  eventTypes: string[];
}

export interface EndpointWithSecret {
  endpoint: KeyedEndpoint;
  /** In the clear: nothing can read it a second time. */
  hmac: string;
}

/** @throws invalid_request, webhooks_not_available, too_many_webhook_endpoints */
export async function createEndpoint(
  { store, egress, webhookKeys, clock }: EndpointPorts,
  { url, description, eventTypes }: CreateEndpointRequest,
): Promise<EndpointWithSecret> {
  const wish = { url: allowedUrl(egress, url), description, eventTypes };
  const now = new Date(clock.now());
  return store.transaction(async (tx) => {
    const id = await tx.webhookEndpoints.insert(wish, MAX_ENDPOINTS, now);
    if (id === undefined)
      throw new MetercastError("too_many_webhook_endpoints", `At most ${MAX_ENDPOINTS} are possible.`);
    const { hmac, ...secret } = webhookKeys.create(id, 1);
    await tx.webhookEndpoints.addSecret(id, secret, now);
    const endpoint = await tx.webhookEndpoints.lock(id);
    if (endpoint === undefined) throw new MetercastError("internal");
    return { endpoint: { ...endpoint, publicKey: secret.publicKey }, hmac };
  });
}

/** The URL as it is stored. @throws invalid_request if it can't be a public one */
export function allowedUrl(egress: Pick<Egress, "judgeUrl">, text: string): string {
  const verdict = egress.judgeUrl(text);
  if ("url" in verdict) return verdict.url;
  throw new MetercastError("invalid_request", undefined, {
    fields: [{ field: "url", message: verdict.problem }],
  });
}

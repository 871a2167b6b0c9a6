import { MetercastError } from "@metercast/runtime";
import { changed, type EndpointChange } from "../../domain/webhooks/endpoint.ts";
import type { KeyedEndpoint } from "../../ports/webhook-endpoints.ts";
import { allowedUrl, type EndpointPorts, type EndpointWithSecret } from "./create-endpoint.ts";

/** @throws not_found */
export async function readEndpoint(
  { store }: Pick<EndpointPorts, "store">,
  id: string,
): Promise<KeyedEndpoint> {
  const endpoint = await store.webhookEndpoints.find(id);
  if (endpoint === undefined) throw new MetercastError("not_found");
  return endpoint;
}

/** @throws not_found, invalid_request */
export async function changeEndpoint(
  ports: Pick<EndpointPorts, "store" | "egress" | "clock">,
  { id, ...change }: EndpointChange & { id: string },
): Promise<KeyedEndpoint> {
  const { store, egress, clock } = ports;
  const url = change.url === undefined ? undefined : allowedUrl(egress, change.url);
  const now = new Date(clock.now());
  await store.transaction(async (tx) => {
    const endpoint = await tx.webhookEndpoints.lock(id);
    if (endpoint === undefined) throw new MetercastError("not_found");
    await tx.webhookEndpoints.update(changed(endpoint, { ...change, url }, now), now);
  });
  return readEndpoint(ports, id);
}

/** What waits for it is not sent. @throws not_found */
export async function removeEndpoint(
  { store, clock }: Pick<EndpointPorts, "store" | "clock">,
  id: string,
): Promise<void> {
  await store.transaction(async (tx) => {
    if ((await tx.webhookEndpoints.lock(id)) === undefined) throw new MetercastError("not_found");
    await tx.webhookEndpoints.remove(id, new Date(clock.now()));
  });
}

const HOUR_MS = 3_600_000;
/**
 * Secrets that may sign at the same time. Each adds some 170 bytes to a header, and a receiver that did not
 * take three of our secrets needs no fourth.
 */
const MOST_SECRETS = 4;

/** New secrets; the earlier ones sign beside them for the overlap. @throws not_found */
export async function rotateSecret(
  { store, webhookKeys, clock }: Pick<EndpointPorts, "store" | "webhookKeys" | "clock">,
  { id, overlapHours }: { id: string; overlapHours: number },
): Promise<EndpointWithSecret> {
  const now = new Date(clock.now());
  return store.transaction(async (tx) => {
    const endpoint = await tx.webhookEndpoints.lock(id);
    if (endpoint === undefined) throw new MetercastError("not_found");
    const { hmac, ...secret } = webhookKeys.create(id, (await tx.webhookEndpoints.lastSecretVersion(id)) + 1);
    const until = new Date(now.getTime() + overlapHours * HOUR_MS);
    await tx.webhookEndpoints.expireSecrets(id, until, MOST_SECRETS - 1);
    await tx.webhookEndpoints.addSecret(id, secret, now);
    return { endpoint: { ...endpoint, publicKey: secret.publicKey }, hmac };
  });
}

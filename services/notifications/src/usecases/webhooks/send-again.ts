import { newUuid, publicId } from "@metercast/contracts";
import { type Clock, MetercastError, type Wakeable } from "@metercast/runtime";
import { firstIdSince, type WebhookDelivery } from "../../domain/webhooks/delivery.ts";
import { testMessage } from "../../domain/webhooks/message.ts";
import type { Store, Transaction } from "../../ports/store.ts";

export interface SendAgainPorts {
  store: Store;
  clock: Clock;
  /** The job that delivers. */
  webhookSender: Wakeable;
}

/** Sends a test message to one endpoint, whatever its filter. @throws not_found, webhook_endpoint_disabled */
export async function sendTest(ports: SendAgainPorts, endpointId: string): Promise<WebhookDelivery> {
  const { store, clock, webhookSender } = ports;
  const now = new Date(clock.now());
  const message = testMessage(newUuid(now.getTime()), publicId("webhookEndpoint", endpointId), now);
  const id = await store.transaction(async (tx) => {
    await lockEnabled(tx, endpointId);
    return tx.webhookDeliveries.insertFor(endpointId, message, now);
  });
  webhookSender.wake();
  return readDelivery(ports, { endpointId, id });
}

export interface DeliveryKey {
  endpointId: string;
  id: string;
}

/** The same message with a new signature. @throws not_found, webhook_endpoint_disabled */
export async function resend(ports: SendAgainPorts, key: DeliveryKey): Promise<WebhookDelivery> {
  const { store, clock, webhookSender } = ports;
  await readDelivery(ports, key);
  await store.transaction(async (tx) => {
    await lockEnabled(tx, key.endpointId);
    await tx.webhookDeliveries.sendAgain(key.endpointId, key.id, new Date(clock.now()));
  });
  webhookSender.wake();
  return readDelivery(ports, key);
}

const CHUNK_ROWS = 5_000;
/** One call recovers at most 100,000 deliveries: within the gateway's deadline. */
const MAX_CHUNKS = 20;

/**
 * Sends everything again that failed since a time, also what came while the endpoint was disabled. Returns
 * the number of deliveries. @throws not_found, webhook_endpoint_disabled
 */
export async function recover(
  { store, clock, webhookSender }: SendAgainPorts,
  { endpointId, since }: { endpointId: string; since: Date },
): Promise<number> {
  let total = 0;
  let after = firstIdSince(since);
  for (let chunk = 0; chunk < MAX_CHUNKS; chunk++) {
    const ids = await store.transaction(async (tx) => {
      // In each chunk: an endpoint that is disabled meanwhile gets nothing more.
      await lockEnabled(tx, endpointId);
      const range = { since, after, limit: CHUNK_ROWS };
      return tx.webhookDeliveries.recover(endpointId, range, new Date(clock.now()));
    });
    total += ids.length;
    if (ids.length < CHUNK_ROWS) break;
    after = ids.sort().at(-1) ?? after;
  }
  webhookSender.wake();
  return total;
}

/** @throws not_found */
export async function readDelivery(
  { store }: Pick<SendAgainPorts, "store">,
  { endpointId, id }: DeliveryKey,
): Promise<WebhookDelivery> {
  const delivery = await store.webhookDeliveries.find(endpointId, id);
  if (delivery === undefined) throw new MetercastError("not_found");
  return delivery;
}

async function lockEnabled(tx: Transaction, endpointId: string): Promise<void> {
  const endpoint = await tx.webhookEndpoints.lock(endpointId);
  if (endpoint === undefined) throw new MetercastError("not_found");
  if (endpoint.disabled) throw new MetercastError("webhook_endpoint_disabled");
}

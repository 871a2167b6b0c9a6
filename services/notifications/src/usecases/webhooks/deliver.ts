import { type Clock, failpoint, type Logger, MetercastError, type Wakeable } from "@metercast/runtime";
import { type AttemptResult, afterFailure, errorOf } from "../../domain/webhooks/attempt.ts";
import { nextAttemptAt } from "../../domain/webhooks/schedule.ts";
import type { Egress, GuardedResult } from "../../ports/egress.ts";
import type { Store } from "../../ports/store.ts";
import type { ClaimedDelivery, DeliveryQueue } from "../../ports/webhook-deliveries.ts";
import type { SealedSecret, WebhookKeys } from "../../ports/webhook-keys.ts";
import { announceDisabled } from "./announce-disabled.ts";

export interface DeliverPorts {
  store: Store;
  webhookQueue: DeliveryQueue;
  webhookKeys: WebhookKeys;
  egress: Egress;
  relay: Wakeable;
  clock: Clock;
  log: Logger;
  /** 0 to 1: spreads retries. */
  random: () => number;
  /** `error`: empty after a success. */
  countAttempt: (error: string, durationMs: number) => void;
}

/** Standard Webhooks recommends 15 to 30 s. A receiver should store the message and respond. */
const DEADLINE_MS = 20_000;
/** The rest of a response is not even read. */
const KEPT_BYTES = 1_024;

/**
 * One attempt. Whatever comes of the request is stored, except after a crash: then the lease ends, and the
 * message is sent a second time.
 */
export async function deliver(
  ports: DeliverPorts,
  delivery: ClaimedDelivery,
  secrets: readonly SealedSecret[],
): Promise<void> {
  const { egress, clock } = ports;
  const startedAt = new Date(clock.now());
  // Without secrets: the endpoint was deleted after the claim.
  const headers = secrets.length > 0 ? signedHeaders(ports, delivery, secrets, startedAt) : undefined;
  if (headers === undefined) return postpone(ports, delivery);
  const body = Buffer.from(delivery.body);
  const request = { method: "POST" as const, headers, body, deadlineMs: DEADLINE_MS, maxBytes: KEPT_BYTES };
  const response = await egress.request(delivery.url, request);
  failpoint("notifications.webhook_sent");
  ports.countAttempt(errorOf(resultOf(response)) ?? "", response.durationMs);
  await settleInTime(ports, delivery, { startedAt, response });
}

function signedHeaders(
  { webhookKeys, log }: DeliverPorts,
  { messageId, body, endpointId }: ClaimedDelivery,
  secrets: readonly SealedSecret[],
  at: Date,
): Record<string, string> | undefined {
  const timestamp = Math.floor(at.getTime() / 1_000);
  try {
    return {
      "content-type": "application/json",
      "user-agent": "Metercast-Webhooks/1",
      "webhook-id": messageId,
      "webhook-timestamp": String(timestamp),
      "webhook-signature": webhookKeys.sign(secrets, { id: messageId, timestamp, body }),
    };
  } catch (err) {
    log.error({ err, endpoint: endpointId }, "a webhook can't be signed");
    return undefined;
  }
}

/** Until somebody has corrected our configuration. */
const POSTPONE_MS = 60_000;

/** A fault of ours is no attempt: the endpoint is not blamed for it. */
const postpone = ({ webhookQueue, clock }: DeliverPorts, { id, number }: ClaimedDelivery): Promise<void> =>
  webhookQueue.postpone(id, number, new Date(clock.now() + POSTPONE_MS));

interface Sent {
  startedAt: Date;
  response: GuardedResult;
}

const SETTLE_PAUSE_MS = 250;
const MAX_SETTLE_PAUSE_MS = 4_000;
/** For a last try that waits for a connection: after the claim's end another attempt may begin. */
const SETTLE_MARGIN_MS = 5_000;

/** A result that is not stored is a message sent twice, so a restart of Postgres is waited for. */
async function settleInTime(ports: DeliverPorts, delivery: ClaimedDelivery, sent: Sent): Promise<void> {
  const { clock, random, log } = ports;
  const lastAt = delivery.claimedUntil.getTime() - SETTLE_MARGIN_MS;
  for (let pause = SETTLE_PAUSE_MS; ; pause = Math.min(2 * pause, MAX_SETTLE_PAUSE_MS)) {
    try {
      return await settle(ports, delivery, sent);
    } catch (err) {
      const waitMs = pause * (1 + random());
      if (clock.now() + waitMs > lastAt) throw err;
      log.warn({ err, delivery: delivery.id }, "the outcome of a webhook is not stored yet");
      await clock.sleep(waitMs);
    }
  }
}

async function settle(
  { store, relay, clock, random, log }: DeliverPorts,
  delivery: ClaimedDelivery,
  { startedAt, response }: Sent,
): Promise<void> {
  const now = new Date(clock.now());
  const result = resultOf(response);
  const error = errorOf(result);
  const { endpointId, step } = delivery;
  const attempt = {
    deliveryId: delivery.id,
    number: delivery.number,
    startedAt,
    durationMs: response.durationMs,
    responseStatus: result.status,
    error: error ?? "",
    response: textOf(response),
    at: now,
  };
  const disabledBy = await store.transaction(async (tx) => {
    const endpoint = await tx.webhookEndpoints.lock(endpointId);
    const settleAs = (state: "delivered" | "failed" | "pending", nextAt?: Date) =>
      tx.webhookDeliveries.settle({ ...attempt, state, nextAt });
    // The response of another URL than the present one says nothing about the endpoint.
    const isMoved = endpoint !== undefined && endpoint.url !== delivery.url;
    if (error === undefined) {
      await settleAs("delivered");
      if (endpoint?.failing && !isMoved)
        await tx.webhookEndpoints.update({ ...endpoint, failing: undefined }, now);
      return undefined;
    }
    if (endpoint === undefined || isMoved) {
      const nextAt = isMoved ? nextAttemptAt(step, { now, random: random() }) : undefined;
      await settleAs(nextAt === undefined ? "failed" : "pending", nextAt);
      return undefined;
    }
    const after = afterFailure({ endpoint, result, step, now, random: random() });
    if (!(await settleAs(after.nextAt === undefined ? "failed" : "pending", after.nextAt))) return undefined;
    await tx.webhookEndpoints.update(after.endpoint, now);
    if (endpoint.disabled || !after.endpoint.disabled) return undefined;
    await announceDisabled(tx, after.endpoint, now);
    return after.endpoint.disabled.reason;
  });
  if (disabledBy === undefined) return;
  relay.wake();
  log.warn({ endpoint: endpointId, reason: disabledBy }, "webhook endpoint disabled");
}

const resultOf = (response: GuardedResult): AttemptResult =>
  response.outcome === "failed"
    ? { status: 0, failure: response.error, retryAfter: undefined }
    : { status: response.status, failure: undefined, retryAfter: response.headers["retry-after"] };

/** Postgres stores no NUL. */
const textOf = (response: GuardedResult): string =>
  response.outcome === "failed" ? "" : response.body.toString("utf8").replaceAll("\0", "\u{FFFD}");

/** Longer than an attempt, with time to store its outcome. */
const LEASE_MS = 45_000;
/**
 * Requests to one endpoint at the same time, of a process. With the bound on endpoints it is the bound on
 * sockets: a slow endpoint holds its own places only.
 */
const PER_ENDPOINT = 4;

export interface WebhookSender {
  /** Starts what is due and has a place. Does not wait for it. */
  run(): Promise<void>;
  /** Resolves when no attempt is running. */
  idle(): Promise<void>;
}

/** `onPlace`: a place of an endpoint with more due messages is free. */
export function startSender(ports: DeliverPorts, onPlace: () => void): WebhookSender {
  const running = new Map<string, Set<Promise<void>>>();

  function start(delivery: ClaimedDelivery, secrets: readonly SealedSecret[]): void {
    const { endpointId } = delivery;
    const places = running.get(endpointId) ?? new Set();
    running.set(endpointId, places);
    const attempt = deliver(ports, delivery, secrets)
      .catch((err) => {
        // The lease ends, and the delivery is claimed again.
        const log = MetercastError.from(err).code === "internal" ? "error" : "warn";
        ports.log[log]({ err, delivery: delivery.id }, "the outcome of a webhook is not stored");
      })
      .finally(() => {
        const wasFull = places.size >= PER_ENDPOINT;
        places.delete(attempt);
        if (places.size === 0) running.delete(endpointId);
        if (wasFull) onPlace();
      });
    places.add(attempt);
  }

  return {
    async run() {
      const now = new Date(ports.clock.now());
      const counts = new Map([...running].map(([endpointId, places]) => [endpointId, places.size]));
      const leaseUntil = new Date(now.getTime() + LEASE_MS);
      const request = { now, leaseUntil, perEndpoint: PER_ENDPOINT, running: counts };
      const claimed = await ports.webhookQueue.claim(request);
      if (claimed.length === 0) return;
      const ids = [...new Set(claimed.map(({ endpointId }) => endpointId))];
      const secrets = Map.groupBy(await ports.webhookQueue.secrets(ids, now), (one) => one.endpointId);
      for (const delivery of claimed) start(delivery, secrets.get(delivery.endpointId) ?? []);
    },
    async idle() {
      await Promise.all([...running.values()].flatMap((places) => [...places]));
    },
  };
}

/** Short transactions. */
const STRANDED_ROWS = 1_000;

/** What waits for an endpoint that was disabled counts as failed. "again": there is more. */
export async function failStranded({
  webhookQueue,
  clock,
}: Pick<DeliverPorts, "webhookQueue" | "clock">): Promise<"again" | undefined> {
  const rows = await webhookQueue.failStranded(STRANDED_ROWS, new Date(clock.now()));
  return rows === STRANDED_ROWS ? "again" : undefined;
}

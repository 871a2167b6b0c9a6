import { createHmac } from "node:crypto";
import type { EventObject } from "./objects.ts";
import { type Delivery, pushBounded, type WebhookEndpoint, type World } from "./state.ts";

/** A receiver that takes longer is busy: Stripe gives up on it too and comes back. */
const TIMEOUT_MS = 10_000;
/** Enough to keep two services busy, few enough not to be an attack on them. */
const CONCURRENCY = 8;
/**
 * With the waits below about 50 s: longer than any restart in a test or demo. After that `control.deliver`
 * can still send it.
 */
const MAX_ATTEMPTS = 10;
const FIRST_WAIT_MS = 200;
const MAX_WAIT_MS = 10_000;
const SHUFFLE_WINDOW_MS = 300;
/** Of what is kept for the tests to look at. */
const LOG_LIMIT = 10_000;
/**
 * In place of a status: the event is forgotten or the endpoint was taken away, so trying again is of no
 * use.
 */
const NO_ENDPOINT = -1;

/** "payout.*" matches all that begin so, "*" everything. */
export function typeMatches(wanted: string, type: string): boolean {
  return wanted.endsWith("*") ? type.startsWith(wanted.slice(0, -1)) : wanted === type;
}

function wants(endpoint: WebhookEndpoint, event: EventObject): boolean {
  // Thin events go to destinations of their own.
  if (event.type.startsWith("v2."))
    return (
      endpoint.types?.some((wanted) => wanted.startsWith("v2.") && typeMatches(wanted, event.type)) ?? false
    );
  if (endpoint.connect !== (event.account !== undefined)) return false;
  return endpoint.types === undefined || endpoint.types.some((wanted) => typeMatches(wanted, event.type));
}

/** Plans what an event owes its endpoints, as the mode says. Answers how many endpoints there are. */
export function scheduleDeliveries(world: World, event: EventObject): number {
  const mode = world.webhookMode;
  const endpoints = world.endpoints.filter((endpoint) => wants(endpoint, event));
  const dropped = mode.drop === true || (mode.drop_types ?? []).some((type) => typeMatches(type, event.type));
  for (const { url } of endpoints) {
    if (dropped) {
      pushBounded(world.undelivered, { event: event.id, url, attempt: 0, dueAt: 0 }, LOG_LIMIT);
      continue;
    }
    for (let copy = 0; copy <= (mode.duplicate ?? 0); copy++) {
      const shuffled = mode.shuffle === true ? pseudoRandom(world) * SHUFFLE_WINDOW_MS : 0;
      const dueAt = Date.now() + (mode.delay_ms ?? 0) + shuffled;
      world.deliveries.push({ event: event.id, url, attempt: 0, dueAt });
    }
  }
  return endpoints.length;
}

/** Repeats for a seed, so that an order that broke something can be had again. */
function pseudoRandom(world: World): number {
  const seed = ((world.webhookMode.seed ?? 1) * 1_664_525 + 1_013_904_223) >>> 0;
  world.webhookMode.seed = seed;
  return seed / 2 ** 32;
}

/**
 * Sends events again, whether they were dropped, given up or had arrived: the named ones, of these types,
 * or all that never arrived.
 */
export function deliverNow(
  world: World,
  wish: { events?: string[] | undefined; types?: string[] | undefined; times?: number | undefined },
): number {
  const named = wish.events?.flatMap((id) => deliveriesOf(world, id));
  const isWished = (delivery: Delivery) =>
    wish.types === undefined ||
    wish.types.some((type) => typeMatches(type, world.events[delivery.event]?.type ?? ""));
  const chosen = (named ?? world.undelivered).filter(isWished);
  const gone = new Set(chosen.map((delivery) => `${delivery.event} ${delivery.url}`));
  world.undelivered = world.undelivered.filter((delivery) => !gone.has(`${delivery.event} ${delivery.url}`));
  for (const { event, url } of chosen) {
    for (let time = 0; time < (wish.times ?? 1); time++) {
      world.deliveries.push({ event, url, attempt: 0, dueAt: Date.now() });
    }
  }
  return chosen.length;
}

function deliveriesOf(world: World, id: string): Delivery[] {
  const event = world.events[id];
  if (event === undefined) throw new RangeError(`there is no event ${id}`);
  return world.endpoints
    .filter((endpoint) => wants(endpoint, event))
    .map(({ url }) => ({ event: id, url, attempt: 0, dueAt: 0 }));
}

/**
 * `t=…,v1=…`: an HMAC of "time.body" for each secret. Real time, not the stand-in's: the receiver compares
 * it with its own clock.
 */
export function signatureHeader(body: string, secrets: readonly string[], secondsAgo = 0): string {
  const time = Math.floor(Date.now() / 1000) - secondsAgo;
  const signatures = secrets.map(
    (secret) => `v1=${createHmac("sha256", secret).update(`${time}.${body}`).digest("hex")}`,
  );
  return [`t=${time}`, ...signatures].join(",");
}

export interface Deliverer {
  /** Sends what is due; returns at once. */
  pump(): void;
  /** Nothing planned, nothing under way. */
  idle(): boolean;
}

export function createDeliverer(currentWorld: () => World, changed: () => void): Deliverer {
  const underway = new Set<Delivery>();
  const pump = () => {
    const world = currentWorld();
    const now = Date.now();
    // In the order in which they are due, also where all of them have become so meanwhile.
    for (const delivery of world.deliveries.toSorted((a, b) => a.dueAt - b.dueAt)) {
      if (underway.size >= CONCURRENCY) return;
      if (delivery.dueAt > now || underway.has(delivery)) continue;
      underway.add(delivery);
      void send(world, delivery).then((status) => {
        underway.delete(delivery);
        settle(world, delivery, status);
        changed();
        pump();
      });
    }
  };
  return { pump, idle: () => underway.size === 0 && currentWorld().deliveries.length === 0 };
}

/** The status of the answer; 0 when there was none. Never rejects. */
async function send(world: World, delivery: Delivery): Promise<number> {
  const event = world.events[delivery.event];
  const endpoint = world.endpoints.find(({ url }) => url === delivery.url);
  if (event === undefined || endpoint === undefined) return NO_ENDPOINT;
  const body = JSON.stringify(event, null, 2);
  try {
    const response = await fetch(delivery.url, {
      method: "POST",
      headers: {
        "content-type": "application/json; charset=utf-8",
        "user-agent": "Stripe/1.0 (+local stand-in)",
        "stripe-signature": signatureHeader(body, endpoint.secrets, world.webhookMode.signed_seconds_ago),
      },
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.body?.cancel();
    return response.status;
  } catch {
    return 0;
  }
}

/**
 * It stays planned until it is answered, so that a restart in the middle sends it again rather than never.
 */
function settle(world: World, delivery: Delivery, status: number): void {
  const type = world.events[delivery.event]?.type ?? "";
  pushBounded(
    world.delivered,
    { event: delivery.event, type, url: delivery.url, status, at: Date.now() },
    LOG_LIMIT,
  );
  delivery.attempt++;
  const done = status >= 200 && status < 300;
  if (!done && status !== NO_ENDPOINT && delivery.attempt < MAX_ATTEMPTS) {
    delivery.dueAt = Date.now() + Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** (delivery.attempt - 1));
    return;
  }
  world.deliveries = world.deliveries.filter((other) => other !== delivery);
  if (!done) pushBounded(world.undelivered, delivery, LOG_LIMIT);
}

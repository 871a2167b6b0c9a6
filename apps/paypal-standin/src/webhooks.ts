import { randomUUID, sign } from "node:crypto";
import { crc32 } from "node:zlib";
import { type Delivery, type EventObject, pushBounded, type World } from "./state.ts";

/** A receiver that takes longer is busy: the stand-in comes back. */
const TIMEOUT_MS = 10_000;
/** Enough to keep a service busy, few enough not to be an attack on it. */
const CONCURRENCY = 8;
/** As PayPal: 25 tries. Theirs take three days, these a few minutes. */
const MAX_ATTEMPTS = 25;
const FIRST_WAIT_MS = 200;
const MAX_WAIT_MS = 10_000;
/** Of what is kept for the tests to look at. */
const LOG_LIMIT = 10_000;
/** In place of a status: the event is forgotten or the endpoint was taken away. */
const NO_ENDPOINT = -1;

/** "PAYMENT.PAYOUTS-ITEM.*" matches all that begin so. */
export function typeMatches(wanted: string, type: string): boolean {
  return wanted.endsWith("*") ? type.startsWith(wanted.slice(0, -1)) : wanted === type;
}

/** Plans what an event owes its endpoints, as the mode says. */
export function scheduleDeliveries(world: World, event: EventObject): void {
  const mode = world.webhookMode;
  const isDropped =
    mode.drop === true || (mode.dropTypes ?? []).some((type) => typeMatches(type, event.event_type));
  for (const { url } of world.endpoints) {
    if (isDropped) {
      pushBounded(world.undelivered, { event: event.id, url, attempt: 0, dueAt: 0 }, LOG_LIMIT);
      continue;
    }
    for (let copy = 0; copy <= (mode.duplicate ?? 0); copy++)
      world.deliveries.push({ event: event.id, url, attempt: 0, dueAt: Date.now() + (mode.delayMs ?? 0) });
  }
}

/** Sends again the named events, or all that never arrived (dropped or given up). */
export function deliverNow(
  world: World,
  wish: { events?: string[]; types?: string[]; times?: number; newestFirst?: boolean },
): number {
  const named = wish.events?.flatMap((id) => deliveriesOf(world, id));
  const chosen = (named ?? world.undelivered).filter(
    ({ event }) =>
      wish.types?.some((type) => typeMatches(type, world.events[event]?.event_type ?? "")) ?? true,
  );
  const gone = new Set(chosen.map(({ event, url }) => `${event} ${url}`));
  world.undelivered = world.undelivered.filter(({ event, url }) => !gone.has(`${event} ${url}`));
  const ordered = wish.newestFirst === true ? chosen.toReversed() : chosen;
  for (const { event, url } of ordered)
    for (let time = 0; time < (wish.times ?? 1); time++)
      world.deliveries.push({ event, url, attempt: 0, dueAt: Date.now() });
  return chosen.length;
}

function deliveriesOf(world: World, id: string): Delivery[] {
  if (world.events[id] === undefined) throw new RangeError(`there is no event ${id}`);
  return world.endpoints.map(({ url }) => ({ event: id, url, attempt: 0, dueAt: 0 }));
}

export interface Signing {
  webhookId: string;
  /** The certificate that signs; default: the good one. */
  certificate?: string;
  /** Default: where the stand-in serves that certificate. */
  certUrl?: string;
}

/** The headers of a webhook. Signed is id|time|webhook id|CRC32 of the body, in decimal. */
export function signatureHeaders(
  world: World,
  publicUrl: string,
  body: string,
  { webhookId, certificate = world.chain.current, certUrl }: Signing,
): Record<string, string> {
  const leaf = world.chain.leaves[certificate];
  if (leaf === undefined) throw new RangeError(`there is no certificate ${certificate}`);
  const id = randomUUID();
  const time = new Date().toISOString().replace(/\.\d+Z$/, "Z");
  const text = `${id}|${time}|${webhookId}|${crc32(Buffer.from(body))}`;
  return {
    "paypal-transmission-id": id,
    "paypal-transmission-time": time,
    "paypal-transmission-sig": sign("sha256", Buffer.from(text), leaf.key).toString("base64"),
    "paypal-cert-url": certUrl ?? `${publicUrl}/v1/notifications/certs/${certificate}`,
    "paypal-auth-algo": "SHA256withRSA",
  };
}

export interface Deliverer {
  /** Sends what is due; returns at once. */
  pump(): void;
  /** Nothing planned, nothing under way. */
  idle(): boolean;
}

export function createDeliverer(
  currentWorld: () => World,
  publicUrl: string,
  changed: () => void,
): Deliverer {
  const underway = new Set<Delivery>();
  const pump = () => {
    const world = currentWorld();
    const now = Date.now();
    for (const delivery of world.deliveries.toSorted((a, b) => a.dueAt - b.dueAt)) {
      if (underway.size >= CONCURRENCY) return;
      if (delivery.dueAt > now || underway.has(delivery)) continue;
      underway.add(delivery);
      void send(world, publicUrl, delivery).then((status) => {
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
async function send(world: World, publicUrl: string, delivery: Delivery): Promise<number> {
  const event = world.events[delivery.event];
  const endpoint = world.endpoints.find(({ url }) => url === delivery.url);
  if (event === undefined || endpoint === undefined) return NO_ENDPOINT;
  const body = JSON.stringify(event);
  try {
    const response = await fetch(delivery.url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "user-agent": "PayPal/AUHR-214.0-56937034 (local stand-in)",
        ...signatureHeaders(world, publicUrl, body, { webhookId: endpoint.webhookId }),
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

/** It stays planned until it is answered: a restart in the middle sends it again rather than never. */
function settle(world: World, delivery: Delivery, status: number): void {
  const type = world.events[delivery.event]?.event_type ?? "";
  const row = { event: delivery.event, type, url: delivery.url, status, at: Date.now() };
  pushBounded(world.delivered, row, LOG_LIMIT);
  delivery.attempt++;
  const done = status >= 200 && status < 300;
  if (!done && status !== NO_ENDPOINT && delivery.attempt < MAX_ATTEMPTS) {
    delivery.dueAt = Date.now() + Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** (delivery.attempt - 1));
    return;
  }
  world.deliveries = world.deliveries.filter((other) => other !== delivery);
  if (!done) pushBounded(world.undelivered, delivery, LOG_LIMIT);
}

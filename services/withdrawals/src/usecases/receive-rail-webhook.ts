import { type RailName, type RailNotice, railNamed } from "@metercast/rails";
import type { Job, Logger } from "@metercast/runtime";
import { MetercastError } from "@metercast/runtime";
import type { RailEvents } from "../ports/rail-events.ts";
import { type HandleRailNoticePorts, handleRailNotice } from "./handle-rail-notice.ts";

export interface ReceiveRailWebhookPorts extends HandleRailNoticePorts {
  railEvents: RailEvents;
  /** The job that handles stored events. */
  railInbox: Pick<Job, "wake">;
  receiveWebhook(payload: Uint8Array, signature: string): Promise<boolean>;
}

/** As the table of events allows; payers' own ids are far shorter. */
const MOST_IN_ID = 200;

export interface RailWebhook {
  rail: string;
  payload: Uint8Array;
  headers: Readonly<Record<string, string>>;
}

/**
 * Verifies a webhook and stores what it is about, once. False where it was stored before. @throws not_found
 * for a rail without webhooks here, invalid_signature, malformed_request
 */
export async function receiveRailWebhook(
  ports: ReceiveRailWebhookPorts,
  { rail, payload, headers }: RailWebhook,
): Promise<boolean> {
  const name = railNamed(rail)?.name;
  // Stripe's events have an inbox that people may send events to again (packages/stripe).
  if (name === "stripe") return ports.receiveWebhook(payload, headers["stripe-signature"] ?? "");
  const webhooks = name && ports.rails.get(name)?.webhooks;
  if (!name || !webhooks) throw new MetercastError("not_found", "No rail with webhooks has this name here.");
  const event = await webhooks.read(payload, headers);
  if (event.id === "" || event.id.length > MOST_IN_ID)
    throw new MetercastError("malformed_request", "Its event has no id that can be kept.");
  const isNew = await ports.railEvents.store(name, event);
  if (isNew) ports.railInbox.wake();
  return isNew;
}

export interface HandleRailEventsPorts extends HandleRailNoticePorts {
  railEvents: RailEvents;
  log: Logger;
}

/** At once: a slow answer about an account delays few others. */
const LIMIT = 5;
/** Longer than the call that one event costs. */
const LEASE_SECONDS = 90;

/** Handles stored events. "again": there may be more. */
export async function handleRailEvents(ports: HandleRailEventsPorts): Promise<"again" | undefined> {
  const claimed = await ports.railEvents.claim(LIMIT, LEASE_SECONDS);
  await Promise.all(claimed.map((event) => handleOne(ports, event)));
  return claimed.length === LIMIT ? "again" : undefined;
}

async function handleOne(
  ports: HandleRailEventsPorts,
  event: { rail: RailName; id: string; notice: RailNotice | undefined; attempts: number },
): Promise<void> {
  try {
    const outcome = await handleRailNotice(ports, event.rail, event.notice);
    await ports.railEvents.finish(event, outcome);
  } catch (err) {
    ports.log.warn({ err, rail: event.rail, event: event.id }, "event not handled yet");
    await ports.railEvents.repeat(event, String(err));
  }
}

import { objectOf, TEST_TYPE, type WebhookEventType } from "./event-types.ts";

/** An event for endpoints. */
export interface WebhookEvent {
  /** Its `ce-id`. */
  id: string;
  type: WebhookEventType;
  /** Its `ce-time`. */
  at: Date;
  /** Its proto3 JSON. */
  data: Readonly<Record<string, unknown>>;
}

/** A message for the endpoints that ask for it. */
export interface WebhookMessage {
  /** The message's id follows from it, so a redelivered event makes no second message. */
  eventId: string;
  eventType: string;
  object: string;
  /** Frozen: every attempt signs and sends these bytes. */
  body: string;
}

export function messageOf({ id, type, at, data }: WebhookEvent): WebhookMessage {
  const object = objectOf(type, data);
  return message(id, type, at, object, data);
}

/** A message to try one endpoint. `id` is new for each test. */
export const testMessage = (id: string, endpointId: string, at: Date): WebhookMessage =>
  message(id, TEST_TYPE, at, endpointId, {});

function message(
  eventId: string,
  eventType: string,
  at: Date,
  object: string,
  data: Readonly<Record<string, unknown>>,
): WebhookMessage {
  const body = {
    type: eventType,
    timestamp: at.toISOString(),
    data: { ...data, sequence: sequenceOf(eventId, at), object },
  };
  return { eventId, eventType, object, body: JSON.stringify(body) };
}

/** A UUIDv7 of Postgres has 12 bits of the millisecond's fraction behind the version. */
const UUID_V7 = /^([0-9a-f]{8})-([0-9a-f]{4})-7([0-9a-f]{3})-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const FRACTIONS = 4_096;

/**
 * Ascends per object in the order of commits: the lock on an object is held from the id of its outbox row to
 * the commit. A safe integer until the year 2039.
 */
export function sequenceOf(eventId: string, at: Date): number {
  const [, high = "", low = "", fraction = ""] = UUID_V7.exec(eventId) ?? [];
  if (fraction === "") return at.getTime() * FRACTIONS;
  return Number.parseInt(high + low, 16) * FRACTIONS + Number.parseInt(fraction, 16);
}

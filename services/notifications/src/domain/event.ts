import { EVENTS, type EventMessage, type EventType, ownerOf } from "@metercast/contracts";

/** An event of another service, as a consumer received it. */
export type SourceEvent = {
  [T in EventType]: {
    /** `ce-id` */
    id: string;
    type: T;
    message: EventMessage<T>;
    /** The message's bytes, with fields that this release does not know. */
    payload: Uint8Array;
    /** `ce-time` */
    at: Date;
  };
}[EventType];

const SOURCES = ["billing", "wallet", "withdrawals"];

/** Every public event: JSON, of a service that customers build on. */
export const PUBLIC_EVENT_TYPES: readonly EventType[] = (Object.keys(EVENTS) as EventType[]).filter(
  (type) => EVENTS[type].contentType === "application/json" && SOURCES.includes(ownerOf(type) ?? ""),
);

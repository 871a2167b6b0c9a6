import type { EventMessage, EventType } from "@metercast/contracts";

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

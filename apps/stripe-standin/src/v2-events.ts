import type { Actor } from "./call.ts";
import type { EventObject } from "./objects.ts";
import { newId, nowMs } from "./state.ts";
import { scheduleDeliveries } from "./webhooks.ts";

/** A thin event: it names its object and says nothing about it. */
export interface ThinEvent {
  id: string;
  object: "v2.core.event";
  type: string;
  created: string;
  livemode: false;
  related_object: { id: string; type: string; url: string };
}

/** Keeps a thin event and plans its delivery. It goes to endpoints that name types of /v2 only. */
export function notify(actor: Actor, type: string, { id, type: kind }: { id: string; type: string }): void {
  const { world } = actor;
  const path = kind === "v2.core.account" ? "/v2/core/accounts" : "/v2/money_management/outbound_payments";
  const event: ThinEvent = {
    id: newId("evt"),
    object: "v2.core.event",
    type,
    created: new Date(nowMs(world)).toISOString(),
    livemode: false,
    related_object: { id, type: kind, url: `${path}/${id}` },
  };
  // Kept beside the others, so that delivery, repetition and loss are the same.
  world.events[event.id] = event as unknown as EventObject;
  scheduleDeliveries(world, event as unknown as EventObject);
}

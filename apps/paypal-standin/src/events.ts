import { randomBytes } from "node:crypto";
import { assertAnswer } from "./schemas.ts";
import { type Batch, type EventObject, type Item, nowMs, type World } from "./state.ts";
import { batchHeader, batchUrl, itemView, timeOf } from "./views.ts";
import { scheduleDeliveries } from "./webhooks.ts";

/** Events that tests and people can still look at; PayPal keeps them for a while, too. */
const MAX_EVENTS = 20_000;

/** Makes an event of a batch or an item, and plans its deliveries. */
export function publish(
  world: World,
  publicUrl: string,
  type: string,
  subject: { batch: Batch } | { item: Item },
): void {
  const isItem = "item" in subject;
  const id = `WH-${randomBytes(9).toString("hex").toUpperCase()}-${randomBytes(9).toString("hex").toUpperCase()}`;
  const event: EventObject = {
    id,
    create_time: timeOf(nowMs(world)),
    resource_type: isItem ? "payouts_item" : "payouts",
    event_version: "1.0",
    resource_version: "1.0",
    event_type: type,
    summary: summaryOf(type),
    resource: isItem
      ? itemView(world, publicUrl, subject.item)
      : {
          batch_header: batchHeader(world, subject.batch),
          links: [{ href: batchUrl(publicUrl, subject.batch.id), rel: "self", method: "GET" }],
        },
    links: [{ href: `${publicUrl}/v1/notifications/webhooks-events/${id}`, rel: "self", method: "GET" }],
  };
  assertAnswer("event", event);
  world.events[id] = event;
  const ids = Object.keys(world.events);
  for (const old of ids.slice(0, Math.max(0, ids.length - MAX_EVENTS))) delete world.events[old];
  scheduleDeliveries(world, event);
}

function summaryOf(type: string): string {
  const state = type.slice(type.lastIndexOf(".") + 1).toLowerCase();
  return type.includes("ITEM") ? `A payout item has ${state}` : `Payouts batch is ${state}.`;
}

import type { Actor, Call, Route } from "./call.ts";
import { missing } from "./errors.ts";
import { LIST_PARAMS, page } from "./lists.ts";
import type { EventObject } from "./objects.ts";
import { list, text } from "./params.ts";
import { newId, nowSeconds, type World } from "./state.ts";
import { scheduleDeliveries, typeMatches } from "./webhooks.ts";

/** The version that the pinned SDK (23.1) speaks. */
export const API_VERSION = "2026-10-28.endive";
/** Stripe keeps events for 30 days; this many is more than a test or a demo makes in that time. */
const MAX_EVENTS = 10_000;

/** Keeps an event with the object as it is at this moment, and plans its delivery. */
export function emit(
  actor: Actor,
  type: string,
  object: object,
  about: { account?: string; previous?: object } = {},
): EventObject {
  const { world } = actor;
  const event: EventObject = {
    id: newId("evt"),
    object: "event",
    ...(about.account === undefined ? {} : { account: about.account }),
    api_version: API_VERSION,
    created: nowSeconds(world),
    data: structuredClone({
      object,
      ...(about.previous === undefined ? {} : { previous_attributes: about.previous }),
    }),
    livemode: false,
    pending_webhooks: 0,
    request: actor.request,
    type,
  };
  world.events[event.id] = event;
  event.pending_webhooks = scheduleDeliveries(world, event);
  return event;
}

/** Called now and then, not on every event: it looks at all of them. */
export function forgetOldEvents(world: World): void {
  const ids = Object.keys(world.events);
  for (const id of ids.slice(0, Math.max(0, ids.length - MAX_EVENTS))) delete world.events[id];
}

const isOf = (owner: string) => (event: EventObject) => (event.account ?? "platform") === owner;

function listEvents({ world, owner, form }: Call): object {
  const type = text(form, "type");
  const types = list(form, "types").map(String);
  const matching = Object.values(world.events)
    .filter(isOf(owner))
    .filter(
      (event) =>
        (type === undefined || typeMatches(type, event.type)) &&
        (types.length === 0 || types.some((wanted) => typeMatches(wanted, event.type))),
    );
  return page(matching, form, "/v1/events");
}

function retrieveEvent({ world, owner, path }: Call): object {
  const event = world.events[path.id ?? ""];
  if (event === undefined || !isOf(owner)(event)) throw missing("event", path.id ?? "");
  return event;
}

export const eventRoutes: Route[] = [
  {
    method: "GET",
    path: "/v1/events",
    known: [...LIST_PARAMS, "created", "type", "types", "delivery_success"],
    run: listEvents,
  },
  { method: "GET", path: "/v1/events/:id", known: [], run: retrieveEvent },
];

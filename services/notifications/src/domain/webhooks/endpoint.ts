import { EVERY_TYPE, isWebhookEventType } from "./event-types.ts";

/** Each has its own places for requests; together they bound the sockets of a process. */
export const MAX_ENDPOINTS = 25;

export type DisabledReason = "by_admin" | "gone" | "failing";

/** A customer's backend that receives messages. */
export interface WebhookEndpoint {
  id: string;
  url: string;
  description: string;
  /** Types, or EVERY_TYPE alone. */
  eventTypes: readonly string[];
  disabled: { reason: DisabledReason; at: Date } | undefined;
  /** So many attempts since then, and each of them failed. */
  failing: { since: Date; attempts: number } | undefined;
  /** It asked for a pause until then. */
  pausedUntil: Date | undefined;
  createdAt: Date;
}

export interface EndpointChange {
  url: string | undefined;
  description: string | undefined;
  eventTypes: readonly string[] | undefined;
  enabled: boolean | undefined;
}

/** For the person who sent the filter; undefined if it is right. */
export function eventTypesProblem(types: readonly string[]): string | undefined {
  if (types.length === 0) return "must name at least one event type";
  if (types.includes(EVERY_TYPE)) return types.length === 1 ? undefined : '"*" stands alone';
  if (new Set(types).size < types.length) return "names a type twice";
  return types.every(isWebhookEventType) ? undefined : "has a type that webhooks do not know";
}

/** A new URL or a new start is not judged by earlier failures. */
export function changed(endpoint: WebhookEndpoint, change: EndpointChange, now: Date): WebhookEndpoint {
  const { url = endpoint.url, description = endpoint.description } = change;
  const { eventTypes = endpoint.eventTypes, enabled = endpoint.disabled === undefined } = change;
  const isFresh = url !== endpoint.url || (enabled && endpoint.disabled !== undefined);
  return {
    ...endpoint,
    url,
    description,
    eventTypes,
    disabled: enabled ? undefined : (endpoint.disabled ?? { reason: "by_admin", at: now }),
    ...(isFresh && { failing: undefined, pausedUntil: undefined }),
  };
}

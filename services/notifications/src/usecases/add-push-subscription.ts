import { type Clock, MetercastError } from "@metercast/runtime";
import type { PushService } from "../ports/push-service.ts";
import type { PushSubscription } from "../ports/push-subscriptions.ts";
import type { Store } from "../ports/store.ts";

export interface PushSubscriptionPorts {
  store: Store;
  clock: Clock;
  pushService: PushService;
}

/** More than a person's browsers. A browser that subscribes again and again makes the oldest ones go. */
const MOST_SUBSCRIPTIONS = 20;

/**
 * Stores a browser. Idempotent by its endpoint, and a browser belongs to the person who added it last.
 * @throws push_not_available, invalid_request
 */
export function addPushSubscription(
  { store, clock, pushService }: PushSubscriptionPorts,
  request: Omit<PushSubscription, "id" | "createdAt" | "platformKey">,
): Promise<PushSubscription> {
  const { publicKey: platformKey } = pushService;
  if (platformKey === undefined) throw new MetercastError("push_not_available");
  const verdict = pushService.judge(request);
  if ("field" in verdict) throw new MetercastError("invalid_request", undefined, { fields: [verdict] });
  const createdAt = new Date(clock.now());
  return store.transaction(async ({ pushSubscriptions }) => {
    const added = await pushSubscriptions.put({ ...request, ...verdict.target, platformKey, createdAt });
    await pushSubscriptions.keepNewest(request.userId, MOST_SUBSCRIPTIONS);
    return added;
  });
}

import type { PushSubscription as ProtoSubscription } from "@metercast/contracts/notifications/v1/push.ts";
import type { PushSubscription, PushSubscriptions } from "../../ports/push-subscriptions.ts";
import type { NotificationsCaller } from "./notifications-caller.ts";
import { given, time } from "./values.ts";

export const pushSubscriptions = (caller: NotificationsCaller): PushSubscriptions => ({
  key: async () => (await caller.getPushKey({})).publicKey,
  list: async (userId) => (await caller.listPushSubscriptions({ userId })).subscriptions.map(subscriptionOf),
  add: async (request) =>
    subscriptionOf(given((await caller.addPushSubscription(request)).subscription, "a subscription")),
  remove: (request) => caller.removePushSubscription(request),
});

const subscriptionOf = ({ id, userAgent, createdAt, endpointHash }: ProtoSubscription): PushSubscription => ({
  id,
  userAgent,
  createdAt: time(createdAt),
  endpointHash,
});

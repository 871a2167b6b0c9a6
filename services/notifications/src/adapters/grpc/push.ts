import { createHash } from "node:crypto";
import { publicId, uuidOf } from "@metercast/contracts";
import type { NotificationsServiceService } from "@metercast/contracts/notifications/v1/notifications.ts";
import type { PushSubscription as WireSubscription } from "@metercast/contracts/notifications/v1/push.ts";
import { type Handlers, MetercastError, z } from "@metercast/runtime";
import { storableText, userId, validate } from "@metercast/validation";
import type { PushSubscription } from "../../ports/push-subscriptions.ts";
import { addPushSubscription, type PushSubscriptionPorts } from "../../usecases/add-push-subscription.ts";
import { removePushSubscription } from "../../usecases/remove-push-subscription.ts";

type Service = Handlers<typeof NotificationsServiceService>;

const PERSON = z.object({ userId });
const base64url = z.string().regex(/^[A-Za-z0-9_-]{1,128}={0,2}$/, "must be base64url");
const ADD = z.object({
  userId,
  endpoint: z.url({ protocol: /^https?$/ }).max(2_048),
  p256dh: base64url,
  auth: base64url,
  // Longer ones are cut: only a person reads it.
  userAgent: storableText(4_096).transform((text) => text.slice(0, 300)),
});
const REMOVE = z.object({
  userId,
  // A malformed id names nothing.
  subscriptionId: z.string().transform((id) => {
    const uuid = uuidOf("pushSubscription", id);
    if (uuid === undefined) throw new MetercastError("not_found", "No such push subscription.");
    return uuid;
  }),
});

export function push(
  ports: PushSubscriptionPorts,
): Pick<Service, "getPushKey" | "listPushSubscriptions" | "addPushSubscription" | "removePushSubscription"> {
  return {
    async getPushKey() {
      const { publicKey } = ports.pushService;
      if (publicKey === undefined) throw new MetercastError("push_not_available");
      return { publicKey };
    },
    async listPushSubscriptions(request) {
      const found = await ports.store.pushSubscriptions.list(validate(PERSON, request).userId);
      return { subscriptions: found.map(toWire) };
    },
    addPushSubscription: async (request) => ({
      subscription: toWire(await addPushSubscription(ports, validate(ADD, request))),
    }),
    async removePushSubscription(request) {
      const { userId: owner, subscriptionId: id } = validate(REMOVE, request);
      await removePushSubscription(ports, { userId: owner, id });
      return {};
    },
  };
}

const toWire = ({ id, endpoint, userAgent, createdAt }: PushSubscription): WireSubscription => ({
  id: publicId("pushSubscription", id),
  userAgent,
  createdAt,
  endpointHash: createHash("sha256").update(endpoint).digest("base64url"),
});

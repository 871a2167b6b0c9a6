import { publicId } from "@metercast/contracts";
import type { DueDelivery, Outcome } from "../domain/delivery.ts";
import type { Params } from "../domain/kind.ts";
import { kindNamed } from "../domain/kinds/index.ts";
import { languageOf } from "../domain/language.ts";
import type { KindClass } from "../domain/preferences.ts";
import { render } from "../domain/render.ts";
import type { Sender } from "../ports/deliveries.ts";
import type { PushMessage, PushResult, PushService } from "../ports/push-service.ts";
import type { PushSubscription } from "../ports/push-subscriptions.ts";
import type { Store } from "../ports/store.ts";

export interface SendPushPorts {
  store: Store;
  pushService: PushService;
}

/** A browser that is off for longer learns of it in the inbox. */
const TTL_SECONDS = 86_400;
/** Urgency decides whether a phone on battery wakes up. */
const URGENCY: Readonly<Record<KindClass, PushMessage["urgency"]>> = {
  security: "high",
  money: "normal",
  digest: "low",
};
/** In characters of at most 4 bytes: everything fits the 3,993 bytes that a push can have. */
const LONGEST_TITLE = 120;
const LONGEST_BODY = 400;

/** Sends a notification to one browser. Deletes the subscription where its push service knows it no more. */
export function pushSender({ store, pushService }: SendPushPorts): Sender {
  return {
    async send([due]) {
      if (due === undefined) return { outcome: "sent" };
      const subscription = await store.pushSubscriptions.find(due.target);
      // Removed, or taken over by another person.
      if (subscription?.userId !== due.userId)
        return { outcome: "suppressed", error: "subscription_removed" };
      if (isOfEarlierKey(subscription, pushService)) {
        await store.pushSubscriptions.forget(subscription.id);
        return { outcome: "suppressed", error: "subscription_of_other_key" };
      }
      const result = await pushService.push(subscription, await messageOf(store, due));
      if (result.outcome === "gone") await store.pushSubscriptions.forget(subscription.id);
      return outcomeOf(result);
    },
  };
}

/** Push services answer 401 or 403 to every key but the one that the browser subscribed with. */
const isOfEarlierKey = ({ platformKey }: PushSubscription, { publicKey }: PushService): boolean =>
  publicKey !== undefined && platformKey !== publicKey;

async function messageOf(store: Store, due: DueDelivery): Promise<PushMessage> {
  const { notificationId, userId, kind, params } = due;
  const [preferences, person] = await Promise.all([
    store.preferences.find(userId),
    store.people.find(userId),
  ]);
  const language = languageOf(preferences.language, person?.language ?? "");
  const { title, body, link } = render(kind, params as Params, {
    language,
    zone: preferences.zone,
    audience: preferences.pushAmounts ? "full" : "lock_screen",
  });
  const payload = {
    id: publicId("notification", notificationId),
    kind,
    title: clipped(title, LONGEST_TITLE),
    body: clipped(body, LONGEST_BODY),
    link,
    lang: language,
  };
  return {
    payload: JSON.stringify(payload),
    ttlSeconds: TTL_SECONDS,
    urgency: URGENCY[kindNamed(kind)?.class ?? "money"],
    // 32 characters, as many as a topic may have. A repetition replaces what still waits.
    topic: notificationId.replaceAll("-", ""),
  };
}

function clipped(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join("")}…`;
}

/** The push service may have the message although its response was lost. */
const MAYBE_SENT = ["timed_out", "connection_lost", "bad_response"];

/**
 * Never `unreachable`, which pauses the channel: a browser may name a host below an allowed name that does
 * not exist, and would stop everybody's pushes.
 */
function outcomeOf(result: PushResult): Outcome {
  switch (result.outcome) {
    case "accepted":
      return { outcome: "sent" };
    case "gone":
      return { outcome: "suppressed", error: "subscription_gone" };
    case "refused":
      return { outcome: "failed", error: result.error };
    case "failed": {
      const { error, afterMs } = result;
      return {
        outcome: "retry",
        error,
        ...(afterMs !== undefined && { afterMs }),
        ...(MAYBE_SENT.includes(error) && { maybeSent: true as const }),
      };
    }
  }
}

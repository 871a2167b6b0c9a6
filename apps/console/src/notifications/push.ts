import { ApiError, api, take } from "../api/client.ts";
import { registerWorker } from "../shell/worker.ts";

/** `unsupported`: this browser has no pushes. `blocked`: the person refused them in the browser. */
export type PushState = "unsupported" | "blocked" | "off" | "on";

const isSupported = (): boolean =>
  "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

/** Whether this browser receives the pushes of the signed-in person. */
export async function readPushState(): Promise<PushState> {
  if (!isSupported()) return "unsupported";
  if (Notification.permission === "denied") return "blocked";
  const subscription = await subscriptionHere();
  if (subscription === null || (await ownIdOf(subscription)) === undefined) return "off";
  return (await hasPlatformKey(subscription)) ? "on" : "off";
}

/** Asks the person, subscribes this browser and adds it. Must follow a click: browsers insist. */
export async function switchPushOn(): Promise<PushState> {
  if ((await Notification.requestPermission()) !== "granted") return readPushState();
  const { public_key: key } = await take(api.get("/api/push/key"));
  await registerWorker();
  const { pushManager } = await navigator.serviceWorker.ready;
  await leaveOtherKey(pushManager, key);
  const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  const { endpoint = "", keys = {} } = subscription.toJSON();
  const body = { endpoint, keys: { p256dh: keys.p256dh ?? "", auth: keys.auth ?? "" } };
  await take(api.post("/api/push/subscriptions", { body }));
  return "on";
}

/** The API first: a browser that can't unsubscribe receives nothing then, either. */
export async function switchPushOff(): Promise<PushState> {
  const subscription = await subscriptionHere();
  if (subscription === null) return "off";
  await removeOwn(subscription);
  await subscription.unsubscribe();
  return "off";
}

/** Before the sign-out, while the API still knows the person. Either half stops the pushes. */
export async function leavePush(): Promise<void> {
  if (!isSupported()) return;
  const subscription = await subscriptionHere();
  if (subscription === null) return;
  await Promise.allSettled([removeOwn(subscription), subscription.unsubscribe()]);
}

async function subscriptionHere(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.pushManager.getSubscription()) ?? null;
}

/** Another person may have added this browser before; then it is not theirs any more, and not ours yet. */
async function ownIdOf({ endpoint }: PushSubscription): Promise<string | undefined> {
  const hash = await hashOf(endpoint);
  const { data } = await take(api.get("/api/push/subscriptions"));
  return data.find((one) => one.endpoint_hash === hash)?.id;
}

async function removeOwn(subscription: PushSubscription): Promise<void> {
  const id = await ownIdOf(subscription);
  if (id !== undefined) await api.delete("/api/push/subscriptions/{id}", { params: { path: { id } } });
}

/** Pushes of the platform reach no browser that subscribed with an earlier key. */
async function hasPlatformKey(subscription: PushSubscription): Promise<boolean> {
  const key = await take(api.get("/api/push/key")).catch((error: unknown) => {
    if (error instanceof ApiError && error.code === "push_not_available") return undefined;
    throw error;
  });
  return key !== undefined && hasKey(subscription, key.public_key);
}

function hasKey({ options }: PushSubscription, key: string): boolean {
  const own = options.applicationServerKey;
  return own === null || base64url(own) === key;
}

/** SHA-256: the API does not return endpoints. */
const hashOf = async (endpoint: string): Promise<string> =>
  base64url(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint)));

const base64url = (bytes: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

/** A browser with a key that the platform no longer has refuses to subscribe with another. */
async function leaveOtherKey(pushManager: PushManager, key: string): Promise<void> {
  const subscription = await pushManager.getSubscription();
  if (subscription && !hasKey(subscription, key)) await subscription.unsubscribe();
}

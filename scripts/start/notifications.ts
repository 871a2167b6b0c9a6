import { createECDH, randomBytes } from "node:crypto";
import { keepSecrets, randomSecret, type ServiceName } from "../../packages/provision/src/index.ts";
import type { Context } from "./context.ts";

/** Each is made once and kept: subscriptions, links in mails and endpoints' secrets depend on it. */
const MADE = {
  NOTIFICATIONS_ENCRYPTION_KEYS: () => `local:${randomBytes(32).toString("base64")}`,
  PUSH_VAPID_PRIVATE_KEY: vapidKey,
  MAIL_SECRET: () => randomSecret(48),
};

/** The keys of notifications, where the environment does not give its own. */
export function notificationKeys({ home, options }: Context): (name: ServiceName) => Record<string, string> {
  const own: Record<string, string> = {};
  for (const [name, make] of Object.entries(MADE))
    if (!process.env[name]) own[name] = keepSecrets(home.path("secrets.json"), [name], make)[name] as string;
  // For the push services' people, if they ever want to write.
  if (!process.env.PUSH_VAPID_SUBJECT) own.PUSH_VAPID_SUBJECT = "mailto:nobody@example.com";
  // A webhook endpoint of the demo is a program on this machine.
  if (options.demo && !process.env.EGRESS_ALLOW_PRIVATE) own.EGRESS_ALLOW_PRIVATE = "1";
  return (name) => (name === "notifications" ? own : {});
}

/** A private key on P-256, as web-push writes it: 32 bytes, also where the number is smaller. */
function vapidKey(): string {
  const pair = createECDH("prime256v1");
  pair.generateKeys();
  const key = pair.getPrivateKey();
  return Buffer.concat([Buffer.alloc(32 - key.length), key]).toString("base64url");
}

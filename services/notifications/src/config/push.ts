import { createECDH } from "node:crypto";
import { commaList, InvalidConfig, secret, z } from "@metercast/runtime";
import { PUSH_HOSTS } from "../domain/push-hosts.ts";

/** Web Push. */
export const pushVariables = {
  PUSH_VAPID_PRIVATE_KEY: secret(
    z
      .string()
      .regex(/^[\w-]{43}=?$/, "must be the private key of `npx web-push generate-vapid-keys`")
      .optional(),
    "VAPID's private key, from `npx web-push generate-vapid-keys`; the public one follows from it. Without it nobody can switch pushes on; after a change every browser must subscribe again. Needs `PUSH_VAPID_SUBJECT`.",
  ),
  PUSH_VAPID_SUBJECT: z
    .string()
    .regex(/^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/, "must be a mailto: or https: address")
    .optional()
    .describe(
      "Where push services reach the platform's people: `mailto:…` or `https://…`. Apple refuses names that do not exist.",
    ),
  PUSH_HOSTS: commaList.describe(
    `Push services that browsers may subscribe with; \`*.example.com\` for every name below it. Empty: ${PUSH_HOSTS.map((host) => `\`${host}\``).join(", ")}.`,
  ),
};

/** Undefined: no pushes. @throws InvalidConfig where one of the two is missing, or the key is none */
export function vapidOf(config: {
  PUSH_VAPID_PRIVATE_KEY?: string | undefined;
  PUSH_VAPID_SUBJECT?: string | undefined;
}): { publicKey: string; privateKey: string; subject: string } | undefined {
  const { PUSH_VAPID_PRIVATE_KEY: privateKey, PUSH_VAPID_SUBJECT: subject } = config;
  if (privateKey === undefined) return undefined;
  if (subject === undefined)
    throw new InvalidConfig("configuration: PUSH_VAPID_SUBJECT: needed with PUSH_VAPID_PRIVATE_KEY");
  const pair = createECDH("prime256v1");
  try {
    pair.setPrivateKey(privateKey, "base64url");
  } catch {
    throw new InvalidConfig("configuration: PUSH_VAPID_PRIVATE_KEY: is not a private key on P-256");
  }
  return { publicKey: pair.getPublicKey("base64url"), privateKey, subject };
}

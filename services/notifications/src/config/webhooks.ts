import { commaList, integer, secret, type z } from "@metercast/runtime";

const KEY_FORM = /^([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/_-]{43}=?)$/;

/** "id:key, …": 32 bytes each, in base64. The text of an error names no value. */
const encryptionKeys = commaList.transform((parts, context) => {
  const keys = parts.flatMap((part) => {
    const [, id = "", key = ""] = KEY_FORM.exec(part) ?? [];
    return id === "" ? [] : [{ id, key: Buffer.from(key, "base64") }];
  });
  const isRight = keys.length === parts.length && new Set(keys.map(({ id }) => id)).size === keys.length;
  if (!isRight) context.addIssue({ code: "custom", message: "must be id:base64 of 32 bytes, each id once" });
  return keys;
});

export const webhooksVariables = {
  NOTIFICATIONS_ENCRYPTION_KEYS: secret(
    encryptionKeys,
    "Keys that encrypt the secrets of webhook endpoints, `id:base64` of 32 bytes, separated by commas. The first one encrypts; put a new one before it, restart, and remove the old one when `metercast_webhook_secrets_old_key` is 0. Without a key there are no webhooks.",
  ),
  WEBHOOK_RETENTION_DAYS: integer(5, 3_650)
    .default(30)
    .describe("How long messages of webhooks and the log of their deliveries are kept."),
};

export type WebhooksConfig = z.infer<z.ZodObject<typeof webhooksVariables>>;

import type { SecretStore } from "../../ports/webhook-endpoints.ts";
import type { WebhookKeys } from "../../ports/webhook-keys.ts";

export interface SealAgainPorts {
  webhookSecrets: SecretStore;
  webhookKeys: WebhookKeys;
}

/** There are a few for each endpoint; a run a minute is soon done with all. */
const LIMIT = 100;

/**
 * Seals secrets of earlier encryption keys with the newest, so that the earlier keys can be removed. "again":
 * there is more.
 */
export async function sealAgain({
  webhookSecrets,
  webhookKeys,
}: SealAgainPorts): Promise<"again" | undefined> {
  const { newest } = webhookKeys;
  if (newest === undefined) return undefined;
  const found = await webhookSecrets.ofOtherKeys(newest, LIMIT);
  for (const secret of found) {
    const sealed = webhookKeys.sealAgain(secret);
    if (sealed) await webhookSecrets.replace(secret, sealed);
  }
  return found.length === LIMIT ? "again" : undefined;
}

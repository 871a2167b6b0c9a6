import type { WebhookEndpoint } from "../domain/webhooks/endpoint.ts";
import type { NewSecret, SealedSecret } from "./webhook-keys.ts";

/** An endpoint with the key that verifies its newest `v1a` signatures. */
export type KeyedEndpoint = WebhookEndpoint & { publicKey: string };

export interface EndpointReads {
  /** Oldest first. Deleted ones are gone. */
  list(): Promise<KeyedEndpoint[]>;
  find(id: string): Promise<KeyedEndpoint | undefined>;
}

export interface EndpointWrites {
  /** Locked until the end of the transaction. */
  lock(id: string): Promise<WebhookEndpoint | undefined>;
  /** The new id; undefined if there are `most` endpoints. */
  insert(
    endpoint: Pick<WebhookEndpoint, "url" | "description" | "eventTypes">,
    most: number,
    now: Date,
  ): Promise<string | undefined>;
  update(endpoint: WebhookEndpoint, now: Date): Promise<void>;
  /** Its secrets and URL go at once, its log in chunks. */
  remove(id: string, now: Date): Promise<void>;
  /** Of the locked endpoint; 0: it has none yet. */
  lastSecretVersion(id: string): Promise<number>;
  addSecret(endpointId: string, secret: NewSecret, now: Date): Promise<void>;
  /** Earlier secrets sign until then at the latest; only the newest `keep` of them. */
  expireSecrets(endpointId: string, until: Date, keep: number): Promise<void>;
}

/** All secrets, for a change of the encryption key. */
export interface SecretStore {
  ofOtherKeys(keyId: string, limit: number): Promise<SealedSecret[]>;
  /** Unless another replica did it before. */
  replace(former: SealedSecret, sealed: SealedSecret): Promise<void>;
}

/** The secrets of endpoints. Nothing else sees them in the clear. */
export interface WebhookKeys {
  /** The id of the encryption key in use; undefined: there is none. */
  newest: string | undefined;
  /** @throws webhooks_not_available without an encryption key */
  create(endpointId: string, version: number): NewSecret & { hmac: string };
  /**
   * The header `webhook-signature`: `v1` (HMAC-SHA256) and `v1a` (Ed25519) of each secret.
   * @throws webhooks_not_available if the key that sealed a secret is not configured here
   */
  sign(secrets: readonly SealedSecret[], content: SignedContent): string;
  /** The secret under the newest encryption key; undefined if it is. */
  sealAgain(secret: SealedSecret): SealedSecret | undefined;
}

export interface SealedSecret {
  endpointId: string;
  version: number;
  keyId: string;
  sealed: Uint8Array;
}

export interface NewSecret extends SealedSecret {
  /** "whpk_...". */
  publicKey: string;
}

export interface SignedContent {
  id: string;
  /** Unix seconds of the attempt. */
  timestamp: number;
  body: string;
}

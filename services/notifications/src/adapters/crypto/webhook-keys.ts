import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  randomBytes,
  sign,
} from "node:crypto";
import { MetercastError } from "@metercast/runtime";
import type { SealedSecret, SignedContent, WebhookKeys } from "../../ports/webhook-keys.ts";

export interface EncryptionKey {
  id: string;
  key: Buffer;
}

/** Both secrets have 32 bytes, as Standard Webhooks asks for (24 to 64) and as an Ed25519 seed is. */
const SECRET_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** An Ed25519 seed as PKCS #8 begins so (RFC 8410). */
const PKCS8_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");

/** The first key seals; the others open what they sealed earlier. */
export function webhookKeys(keys: readonly EncryptionKey[]): WebhookKeys {
  const [newest] = keys;

  function seal(place: Pick<SealedSecret, "endpointId" | "version">, plain: Buffer): SealedSecret {
    if (newest === undefined) throw new MetercastError("webhooks_not_available");
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv("aes-256-gcm", newest.key, iv).setAAD(placeOf(place));
    const text = Buffer.concat([cipher.update(plain), cipher.final()]);
    return { ...place, keyId: newest.id, sealed: Buffer.concat([iv, cipher.getAuthTag(), text]) };
  }

  function open({ keyId, sealed, ...place }: SealedSecret): Buffer {
    const found = keys.find(({ id }) => id === keyId);
    if (found === undefined)
      throw new MetercastError("webhooks_not_available", "an encryption key is missing");
    const bytes = Buffer.from(sealed);
    const decipher = createDecipheriv("aes-256-gcm", found.key, bytes.subarray(0, IV_BYTES))
      .setAAD(placeOf(place))
      .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
  }

  return {
    newest: newest?.id,
    create(endpointId, version) {
      const plain = randomBytes(2 * SECRET_BYTES);
      const { hmac, seed } = halves(plain);
      return {
        ...seal({ endpointId, version }, plain),
        hmac: `whsec_${hmac.toString("base64")}`,
        publicKey: `whpk_${publicKeyOf(seed).toString("base64")}`,
      };
    },
    sign: (secrets, content) =>
      secrets.flatMap((secret) => signatures(halves(open(secret)), signedText(content))).join(" "),
    sealAgain: (secret) => (secret.keyId === newest?.id ? undefined : seal(secret, open(secret))),
  };
}

/** A secret that is moved to another row does not open. */
const placeOf = ({ endpointId, version }: Pick<SealedSecret, "endpointId" | "version">) =>
  Buffer.from(`${endpointId}:${version}`);

const halves = (plain: Buffer) => ({
  hmac: plain.subarray(0, SECRET_BYTES),
  seed: plain.subarray(SECRET_BYTES),
});

const privateKeyOf = (seed: Buffer) =>
  createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: "der", type: "pkcs8" });

function publicKeyOf(seed: Buffer): Buffer {
  const { x = "" } = createPublicKey(privateKeyOf(seed)).export({ format: "jwk" });
  return Buffer.from(x, "base64url");
}

/** By Standard Webhooks. */
const signedText = ({ id, timestamp, body }: SignedContent) => Buffer.from(`${id}.${timestamp}.${body}`);

function signatures({ hmac, seed }: { hmac: Buffer; seed: Buffer }, text: Buffer): string[] {
  return [
    `v1,${createHmac("sha256", hmac).update(text).digest("base64")}`,
    `v1a,${sign(null, text, privateKeyOf(seed)).toString("base64")}`,
  ];
}

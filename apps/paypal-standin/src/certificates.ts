import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

/** X.509 in plain Node: PayPal signs webhooks with an RSA key whose certificate chains to a public root. */
export interface Chain {
  /** PEM. */
  root: string;
  /** By certificate id: what /v1/notifications/certs/<id> serves, and the key that signs. */
  leaves: Record<string, { chain: string; key: string }>;
  /** The id of the certificate that signs webhooks. */
  current: string;
}

/** The name in PayPal's real message certificates. */
const LEAF_NAME = "messageverificationcerts.paypal.com";
const DAY_MS = 86_400_000;
const YEARS = 10 * 365;
const SHA256_WITH_RSA = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b];
const ECDSA_WITH_SHA256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
const COMMON_NAME = [0x55, 0x04, 0x03];
const BASIC_CONSTRAINTS = [0x55, 0x1d, 0x13];
const SUBJECT_ALT_NAME = [0x55, 0x1d, 0x11];

interface Signer {
  name: string;
  key: KeyObject;
}

/** Root, intermediate and a good leaf; then leaves that a receiver must refuse. */
export function makeChain(): Chain {
  const good = makeAuthority("Stand-in Root");
  const foreign = makeAuthority("Stand-in Root");
  const current = `CERT-${randomBytes(6).toString("hex")}`;
  const keys = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const makeLeaf = (authority: Authority, name: string, fromMs: number, toMs: number) =>
    leafOf(authority, keys, { name, fromMs, toMs });
  return {
    root: good.root,
    current,
    leaves: {
      [current]: makeLeaf(good, LEAF_NAME, -DAY_MS, YEARS * DAY_MS),
      "CERT-expired": makeLeaf(good, LEAF_NAME, -30 * DAY_MS, -DAY_MS),
      "CERT-future": makeLeaf(good, LEAF_NAME, DAY_MS, YEARS * DAY_MS),
      "CERT-other-root": makeLeaf(foreign, LEAF_NAME, -DAY_MS, YEARS * DAY_MS),
      "CERT-other-name": makeLeaf(good, "messages.paypal.com.example.net", -DAY_MS, YEARS * DAY_MS),
    },
  };
}

interface Authority {
  root: string;
  intermediate: string;
  signer: Signer;
}

function makeAuthority(name: string): Authority {
  const root = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const below = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const extensions = [extension(BASIC_CONSTRAINTS, true, sequence(der(0x01, Buffer.of(0xff))))];
  const issuer = { name, key: root.privateKey };
  const span = { fromMs: -2 * DAY_MS, toMs: YEARS * DAY_MS, extensions };
  const subject = `${name} Intermediate`;
  return {
    root: certificate({ ...span, subject: name, publicKey: root.publicKey, issuer }),
    intermediate: certificate({ ...span, subject, publicKey: below.publicKey, issuer }),
    signer: { name: subject, key: below.privateKey },
  };
}

function leafOf(
  { signer, intermediate }: Authority,
  { publicKey, privateKey }: { publicKey: KeyObject; privateKey: KeyObject },
  { name, fromMs, toMs }: { name: string; fromMs: number; toMs: number },
) {
  const names = sequence(der(0x82, Buffer.from(name)));
  const extensions = [extension(SUBJECT_ALT_NAME, false, names)];
  const leaf = certificate({ subject: name, issuer: signer, publicKey, fromMs, toMs, extensions });
  return {
    chain: leaf + intermediate,
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

interface Wanted {
  subject: string;
  issuer: Signer;
  publicKey: KeyObject;
  fromMs: number;
  toMs: number;
  extensions: Buffer[];
}

function certificate({ subject, issuer, publicKey, fromMs, toMs, extensions }: Wanted): string {
  const isRsa = issuer.key.asymmetricKeyType === "rsa";
  const algorithm = sequence(
    objectId(isRsa ? SHA256_WITH_RSA : ECDSA_WITH_SHA256),
    ...(isRsa ? [der(0x05, Buffer.alloc(0))] : []),
  );
  const body = sequence(
    der(0xa0, der(0x02, Buffer.of(2))),
    // The first bit is the sign of an integer.
    der(0x02, Buffer.concat([Buffer.of(1), randomBytes(15)])),
    algorithm,
    commonName(issuer.name),
    sequence(time(Date.now() + fromMs), time(Date.now() + toMs)),
    commonName(subject),
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(...extensions)),
  );
  const signature = der(0x03, Buffer.concat([Buffer.of(0), sign("sha256", body, issuer.key)]));
  const lines =
    sequence(body, algorithm, signature)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

/** One DER value: tag, length, content. */
function der(tag: number, content: Uint8Array): Buffer {
  const { length } = content;
  const head =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}
const sequence = (...parts: Uint8Array[]): Buffer => der(0x30, Buffer.concat(parts));
const objectId = (bytes: readonly number[]): Buffer => der(0x06, Buffer.from(bytes));
const commonName = (name: string): Buffer =>
  sequence(der(0x31, sequence(objectId(COMMON_NAME), der(0x0c, Buffer.from(name)))));
const extension = (id: readonly number[], critical: boolean, value: Buffer): Buffer =>
  sequence(objectId(id), ...(critical ? [der(0x01, Buffer.of(0xff))] : []), der(0x04, value));
/** UTCTime: YYMMDDHHMMSSZ. */
const time = (ms: number): Buffer =>
  der(
    0x17,
    Buffer.from(
      `${new Date(ms)
        .toISOString()
        .replaceAll(/[-:T]|\..*$/g, "")
        .slice(2)}Z`,
    ),
  );

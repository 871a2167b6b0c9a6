import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

/** A certificate and its private key, as PEM. */
export interface Certificate {
  cert: string;
  key: string;
}
export interface Authority extends Certificate {
  /** Signs a certificate for 127.0.0.1 and these names, good for as long as its own. */
  issue(...names: [string, ...string[]]): Certificate;
}

const DAY_MS = 86_400_000;
const ECDSA_WITH_SHA256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
const COMMON_NAME = [0x55, 0x04, 0x03];
const BASIC_CONSTRAINTS = [0x55, 0x1d, 0x13];
const SUBJECT_ALT_NAME = [0x55, 0x1d, 0x11];

/** A certificate authority in plain Node, because a bare machine has no openssl. X.509 v3, ECDSA on P-256. */
export function certificateAuthority(name: string, days = 1): Authority {
  const keys = keyPair();
  const isAuthority = extension(BASIC_CONSTRAINTS, true, sequence(der(0x01, Buffer.of(0xff))));
  const own = certificate({
    subject: name,
    issuer: name,
    publicKey: keys.publicKey,
    signer: keys.privateKey,
    extensions: [isAuthority],
    days,
  });
  return {
    cert: own,
    key: pem(keys.privateKey),
    issue(...dnsNames) {
      const [subject] = dnsNames;
      const { publicKey, privateKey } = keyPair();
      const names = sequence(
        ...dnsNames.map((one) => der(0x82, Buffer.from(one))),
        der(0x87, Buffer.of(127, 0, 0, 1)),
      );
      const extensions = [extension(SUBJECT_ALT_NAME, false, names)];
      const cert = certificate({
        subject,
        issuer: name,
        publicKey,
        signer: keys.privateKey,
        extensions,
        days,
      });
      return { cert, key: pem(privateKey) };
    },
  };
}

const keyPair = () => generateKeyPairSync("ec", { namedCurve: "prime256v1" });
const pem = (key: KeyObject): string => key.export({ type: "pkcs8", format: "pem" }).toString();

interface Wanted {
  subject: string;
  issuer: string;
  publicKey: KeyObject;
  signer: KeyObject;
  extensions: Buffer[];
  days: number;
}

function certificate({ subject, issuer, publicKey, signer, extensions, days }: Wanted): string {
  const algorithm = sequence(objectId(ECDSA_WITH_SHA256));
  const body = sequence(
    der(0xa0, der(0x02, Buffer.of(2))),
    // The first bit is the sign of an integer.
    der(0x02, Buffer.concat([Buffer.of(1), randomBytes(15)])),
    algorithm,
    commonName(issuer),
    sequence(time(Date.now() - DAY_MS), time(Date.now() + days * DAY_MS)),
    commonName(subject),
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(...extensions)),
  );
  const signature = der(0x03, Buffer.concat([Buffer.of(0), sign("sha256", body, signer)]));
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

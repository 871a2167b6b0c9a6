import { parse, v7 } from "uuid";

/** Prefixes of the ids that the outside sees. Behind a prefix stand the 32 hex digits of a UUIDv7. */
export const ID_PREFIXES = {
  stream: "str_",
  session: "ses_",
  transfer: "trf_",
  hold: "hld_",
  rate: "rat_",
  withdrawal: "wdr_",
  attempt: "pay_",
  payoutMethod: "pm_",
  topUp: "top_",
  act: "act_",
} as const;
export type IdKind = keyof typeof ID_PREFIXES;

/** A new UUIDv7 whose first 48 bits are `nowMs`. */
export const newUuid = (nowMs: number): string => v7({ msecs: nowMs });

/** "ses_" + 32 hex digits. */
export function publicId(kind: IdKind, uuid: string): string {
  return ID_PREFIXES[kind] + uuid.replaceAll("-", "");
}

/** The UUID inside a public id, or undefined where it is not one of that kind. */
export function uuidOf(kind: IdKind, id: string): string | undefined {
  const hex = hexOf(kind, id);
  return hex?.length === UUID_DIGITS ? uuidFromHex(hex) : undefined;
}

/**
 * The UUIDs whose public ids begin so, as the first and the last of them; undefined where it is not the beginning of an id of that kind, or too short to mean one:
 * behind the prefix stand 8 digits at least, which name some 65 seconds.
 */
export function uuidRangeOf(kind: IdKind, beginning: string): { from: string; to: string } | undefined {
  const hex = hexOf(kind, beginning);
  if (hex === undefined || hex.length < LEAST_DIGITS) return undefined;
  return {
    from: uuidFromHex(hex.padEnd(UUID_DIGITS, "0")),
    to: uuidFromHex(hex.padEnd(UUID_DIGITS, "f")),
  };
}

const UUID_DIGITS = 32;
const LEAST_DIGITS = 8;

function hexOf(kind: IdKind, id: string): string | undefined {
  const prefix = ID_PREFIXES[kind];
  const hex = id.slice(prefix.length);
  return id.startsWith(prefix) && /^[0-9a-f]{0,32}$/.test(hex) ? hex : undefined;
}

const uuidFromHex = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;

/** The 16 bytes of a UUID. */
export const uuidToBytes = (uuid: string): Uint8Array => parse(uuid);

/** The UUID in 16 bytes, unchecked: ids are opaque, any 16 bytes are one. */
export function uuidFromBytes(bytes: Buffer, offset = 0): string {
  return uuidFromHex(bytes.toString("hex", offset, offset + 16));
}

/** The time a UUIDv7 carries, in ms. */
export const uuidTimeMs = (uuid: string): number => Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16);

/** What a user id is made of: what every subject, key and log line can carry unescaped. */
export const USER_ID_FORM = /^[A-Za-z0-9._:@|-]{1,128}$/;

/** Names that histories and the API show as an actor of their own: nobody's user id reads like one of them. */
const RESERVED = ["system", "integrity", "platform", "metercast"];
const SEPARATOR = "[._:@|-]*";
/** Letters that look alike, also as digits. */
const LOOKS_LIKE: Readonly<Record<string, string>> = {
  a: "[a4]",
  e: "[e3]",
  g: "[g9]",
  i: "[il1|]",
  l: "[li1|]",
  m: "(?:m|rn)",
  o: "[o0]",
  s: "[s5]",
  t: "[t7]",
};
const spelled = (word: string) => [...word].map((letter) => LOOKS_LIKE[letter] ?? letter).join(SEPARATOR);

/** User ids are the `sub` of a token. The reserved names are none, however they are spelled; nor is what begins with "system:" or "metercast:". */
export const USER_ID = new RegExp(
  `^(?!${SEPARATOR}(?:${RESERVED.map(spelled).join("|")})${SEPARATOR}$)(?!(?:system|metercast)[:|])${USER_ID_FORM.source.slice(1)}`,
  "i",
);

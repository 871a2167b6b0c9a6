import { parse, v7 } from "uuid";

/** Prefixes of public ids. The 32 hex digits of a UUIDv7 follow. */
export const ID_PREFIXES = {
  stream: "str_",
  session: "ses_",
  transfer: "trf_",
  hold: "hld_",
  rate: "rat_",
  withdrawal: "wdr_",
  attempt: "pay_",
  note: "nte_",
  payoutMethod: "pm_",
  topUp: "top_",
  act: "act_",
  case: "cas_",
  payoutRun: "run_",
  notification: "ntf_",
  pushSubscription: "psh_",
  rejectReason: "rsn_",
  savedView: "view_",
  webhookEndpoint: "whe_",
  webhookDelivery: "whd_",
} as const;
export type IdKind = keyof typeof ID_PREFIXES;

/** A new UUIDv7 whose first 48 bits are `nowMs`. */
export const newUuid = (nowMs: number): string => v7({ msecs: nowMs });

/** "ses_" + 32 hex digits. */
export function publicId(kind: IdKind, uuid: string): string {
  return ID_PREFIXES[kind] + uuid.replaceAll("-", "");
}

/** The UUID inside a public id; undefined if the kind differs. */
export function uuidOf(kind: IdKind, id: string): string | undefined {
  const hex = hexOf(kind, id);
  return hex?.length === UUID_DIGITS ? uuidFromHex(hex) : undefined;
}

/**
 * The first and last UUID whose public ids have this beginning; undefined if it is too short (8 digits name
 * some 65 seconds) or of another kind.
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

/** The characters of a user id: none needs escaping in a subject, key or log line. */
export const USER_ID_FORM = /^[A-Za-z0-9._:@|-]{1,128}$/;

/** Names of system actors in histories and the API; no user id may look like one. */
const RESERVED = ["system", "integrity", "platform", "metercast"];
const SEPARATOR = "[._:@|-]*";
/** Letters and digits that look alike. */
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

/**
 * User ids come from a token's `sub`. Reserved names in any spelling are invalid, and so are ids that begin
 * with "system:", "metercast:" or "policy:".
 */
export const USER_ID = new RegExp(
  `^(?!${SEPARATOR}(?:${RESERVED.map(spelled).join("|")})${SEPARATOR}$)(?!(?:system|metercast|policy)[:|])${USER_ID_FORM.source.slice(1)}`,
  "i",
);

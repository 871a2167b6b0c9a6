/**
 * What a webhook's signature must look like before anything is read or asked. Whether it is right only its
 * owner can say, whose time is dear: the form and the age cost nothing to judge, and most forgeries fail
 * here.
 */

/** The age that the owners allow, and some seconds between two clocks. */
const MAX_AGE_SECONDS = 300 + 30;
const MAX_LENGTH = 4_096;

/**
 * "t=1700000000,v1=<64 hex digits>", more signatures while a secret is rotated. Gives what is wrong, or
 * undefined.
 */
export function stripeFormProblem(header: string | undefined, nowMs: number): string | undefined {
  if (header === undefined || header === "") return "there is no Stripe-Signature";
  if (header.length > MAX_LENGTH) return "the Stripe-Signature is too long";
  const parts = header.split(",").map((part) => part.trim().split("="));
  const times = parts.filter(([name]) => name === "t").map(([, value = ""]) => value);
  const [time = ""] = times;
  if (times.length !== 1 || !/^\d{1,12}$/.test(time)) return "the Stripe-Signature has no time";
  const signed = parts.some(([name, value = ""]) => name === "v1" && /^[0-9a-f]{64}$/i.test(value));
  if (!signed) return "the Stripe-Signature has no v1 signature";
  if (nowMs / 1_000 - Number(time) > MAX_AGE_SECONDS) return "the Stripe-Signature is too old";
  return undefined;
}

/**
 * The headers that a payer signs with: all there, Stripe's in its form. Gives what is wrong, or undefined.
 */
export function railFormProblem(
  names: readonly string[],
  headerOf: (name: string) => string | undefined,
  nowMs: number,
): string | undefined {
  return names.map((name) => headerProblem(name, headerOf(name), nowMs)).find((problem) => problem);
}

function headerProblem(name: string, value: string | undefined, nowMs: number): string | undefined {
  if (name === "stripe-signature") return stripeFormProblem(value, nowMs);
  if (value === undefined || value === "") return `there is no ${name}`;
  return value.length > MAX_LENGTH ? `the ${name} is too long` : undefined;
}

/** A JWT of this key that has not expired. Gives what is wrong, or undefined. */
export function livekitFormProblem(
  header: string | undefined,
  apiKey: string,
  nowMs: number,
): string | undefined {
  if (header === undefined || header === "") return "there is no Authorization";
  if (header.length > MAX_LENGTH) return "the Authorization is too long";
  const claims = claimsOf(header);
  if (claims === undefined) return "the Authorization is no token";
  if (claims.iss !== apiKey) return "the token is of another key";
  if (typeof claims.exp !== "number" || nowMs / 1_000 - claims.exp > MAX_AGE_SECONDS)
    return "the token has expired";
  return undefined;
}

function claimsOf(token: string): { iss?: unknown; exp?: unknown } | undefined {
  const [, claims] = /^(?:Bearer +)?[\w-]+\.([\w-]+)\.[\w-]+$/i.exec(token) ?? [];
  if (claims === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(claims, "base64url").toString("utf8"));
    return typeof parsed === "object" && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** Events are JSON objects. */
export const isObjectText = (body: Uint8Array): boolean => {
  const first = body.find((byte) => ![0x20, 0x09, 0x0a, 0x0d].includes(byte));
  return first === 0x7b;
};

import { createHash } from "node:crypto";
import { USER_ID } from "@metercast/contracts";
import { MetercastError } from "@metercast/runtime";
import { createRemoteJWKSet, decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from "jose";
import { ROLES, type Role } from "../../domain/access.ts";
import { BoundedMap } from "../../domain/bounded-map.ts";
import { plainText } from "../../domain/text.ts";
import type { Principal } from "../../ports.ts";

export interface TokenSettings {
  /** HS256, where tokens are signed by the app's own login. */
  secret?: string | undefined;
  jwks?: { url: string; issuer: string; audience: string } | undefined;
}

export interface TokenVerifier {
  /** @throws unauthenticated; unavailable where the issuer's keys can't be fetched */
  verify(token: string): Promise<Principal>;
}

/** Asymmetric ones only: with the public key as an HMAC secret anybody could sign. */
const JWKS_ALGORITHMS = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
];
/** A token without an end could never be taken back. */
const requiredClaims = ["exp"];
/** Verifying takes a quarter of a millisecond, a player asks every 15 s. */
const CACHED_TOKENS = 50_000;
/** A token whose key was withdrawn is looked at again after this. */
const MAX_CACHED_MS = 300_000;
const KEYS_TIMEOUT_MS = 3_000;
const KEYS_MAX_AGE_MS = 600_000;
/** Header limits of servers are about this; longer ones aren't tokens. */
const MAX_NAME_LENGTH = 200;
/** RFC 5321: an address has 254 at most. */
const MAX_EMAIL_LENGTH = 254;
const MAX_TOKEN_LENGTH = 8_192;

export function tokenVerifier(settings: TokenSettings): TokenVerifier {
  const secret = settings.secret === undefined ? undefined : new TextEncoder().encode(settings.secret);
  const { jwks } = settings;
  const keys =
    jwks &&
    createRemoteJWKSet(new URL(jwks.url), { timeoutDuration: KEYS_TIMEOUT_MS, cacheMaxAge: KEYS_MAX_AGE_MS });
  const cache = new BoundedMap<string, { principal: Principal; untilMs: number }>(CACHED_TOKENS);

  async function check(token: string): Promise<JWTPayload> {
    const alg = algorithmOf(token);
    if (alg === "HS256" && secret)
      return (await jwtVerify(token, secret, { algorithms: ["HS256"], requiredClaims }).catch(rejected))
        .payload;
    if (!jwks || !keys || !JWKS_ALGORITHMS.includes(alg))
      throw refused("the token's algorithm is not accepted");
    const { issuer, audience } = jwks;
    const options = { algorithms: JWKS_ALGORITHMS, issuer, audience, requiredClaims };
    return (await jwtVerify(token, keys, options).catch(keysAwayOrRejected)).payload;
  }

  return {
    async verify(token) {
      if (token.length > MAX_TOKEN_LENGTH) throw refused("the token is too long");
      // Kept by its hash: a dump of the heap should not be a collection of keys.
      const id = createHash("sha256").update(token).digest("base64");
      const known = cache.get(id);
      if (known && known.untilMs > Date.now()) return known.principal;
      cache.delete(id);
      const principal = toPrincipal(await check(token));
      cache.set(id, { principal, untilMs: Math.min(principal.expiresAtMs, Date.now() + MAX_CACHED_MS) });
      return principal;
    },
  };
}

/** A name or an address that can't be shown is as good as none: no reason to turn somebody away. */
const claim = (value: unknown, maxLength: number) =>
  (typeof value === "string" ? plainText(value, maxLength) : undefined) ?? "";

/** `exp` is there: it was required. */
function toPrincipal({ sub, exp = 0, roles, name, email }: JWTPayload): Principal {
  if (typeof sub !== "string" || !USER_ID.test(sub)) throw refused("the token's sub is not a user id");
  const list = roles ?? [];
  if (!Array.isArray(list) || !list.every((role): role is Role => ROLES.includes(role as Role)))
    throw refused("the token's roles are not a list of viewer, creator, admin");
  return {
    userId: sub,
    roles: list,
    expiresAtMs: exp * 1_000,
    name: claim(name, MAX_NAME_LENGTH),
    email: claim(email, MAX_EMAIL_LENGTH),
  };
}

const refused = (detail: string, cause?: unknown) => new MetercastError("unauthenticated", detail, { cause });

function algorithmOf(token: string): string {
  try {
    return String(decodeProtectedHeader(token).alg);
  } catch (error) {
    throw refused("this is not a JWT", error);
  }
}

function rejected(error: unknown): never {
  throw refused(
    error instanceof errors.JWTExpired ? "the token has expired" : "the token is not valid",
    error,
  );
}

/** Where the issuer could not be asked nothing is known about the token. jose says so by a timeout, by a bare JOSEError, or lets fetch's error through. */
function keysAwayOrRejected(error: unknown): never {
  const bare = error instanceof errors.JOSEError && error.code === "ERR_JOSE_GENERIC";
  const unreadable = error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid;
  if (bare || unreadable || !(error instanceof errors.JOSEError))
    throw new MetercastError("unavailable", "the issuer's keys can't be fetched right now", { cause: error });
  rejected(error);
}

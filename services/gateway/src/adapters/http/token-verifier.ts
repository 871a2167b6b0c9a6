import { createHash } from "node:crypto";
import { USER_ID, USER_ID_FORM } from "@metercast/contracts";
import { type Logger, MetercastError } from "@metercast/runtime";
import { plainText } from "@metercast/validation";
import {
  createRemoteJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from "jose";
import { BoundedMap } from "../../domain/bounded-map.ts";
import { audiencesOf, claimAt, roleNamesOf, rolesOf } from "../../domain/identity.ts";
import type { Principal } from "../../domain/principal.ts";
import type { Identity, Issuer } from "../../identity-config.ts";
import { refusalLog } from "./refusal-log.ts";

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

/** Clocks of issuers run a little ahead of ours. For `nbf` only: a token's end is its end. */
const LEEWAY_SECONDS = 5;
/** A token without an end could never be taken back. */
const REQUIRED = { requiredClaims: ["exp"], clockTolerance: LEEWAY_SECONDS };

export function tokenVerifier(
  { secret, issuers, audiences, claims: rules }: Identity,
  log: Logger,
): TokenVerifier {
  const hmac = secret === undefined ? undefined : new TextEncoder().encode(secret);
  const keys = keySets(issuers);
  const cache = new BoundedMap<string, { principal: Principal; untilMs: number }>(CACHED_TOKENS);
  const refusals = refusalLog(log);

  async function check(token: string): Promise<{ claims: JWTPayload; userPrefix: string }> {
    const alg = algorithmOf(token);
    if (alg === "HS256" && hmac) {
      const verified = await jwtVerify(token, hmac, { ...REQUIRED, algorithms: ["HS256"] }).catch(rejected);
      return { claims: unexpired(verified.payload), userPrefix: "" };
    }
    if (issuers.length === 0 || !JWKS_ALGORITHMS.includes(alg))
      throw refused("the token's algorithm is not accepted");
    const iss = issuerOf(token);
    const issuer = issuers.find((one) => one.issuer === iss);
    if (issuer === undefined) throw refused(NOT_VALID, new Error("its issuer is not in AUTH_ISSUER"));
    const options = { ...REQUIRED, algorithms: JWKS_ALGORITHMS, issuer: issuer.issuer };
    const keySet = keys.get(issuer.jwksUrl) as JWTVerifyGetKey;
    const { payload } = await jwtVerify(token, keySet, options).catch(keysAwayOrRejected);
    if (!audiencesOf(payload).some((audience) => audiences.includes(audience))) throw otherAudience(payload);
    return { claims: unexpired(payload), userPrefix: issuer.userPrefix };
  }

  async function principalOf(token: string): Promise<Principal> {
    const { claims, userPrefix } = await check(token);
    const user = claimAt(claims, rules.userClaim);
    const userId = `${userPrefix}${user}`;
    if (typeof user !== "string" || user === "" || !USER_ID.test(userId))
      throw refused(
        `the token's ${rules.userClaim} is ${USER_ID_FORM.test(userId) ? "reserved" : "not a user id"}`,
      );
    const names = roleNamesOf(claims, rules);
    const roles = rolesOf(names, rules);
    if (roles.length === 0) refusals.note(token, noRole(names));
    return {
      userId,
      roles,
      // It is there: it was required.
      expiresAtMs: (claims.exp ?? 0) * 1_000,
      ...(Number.isSafeInteger(claims.iat) && { issuedAtMs: Number(claims.iat) * 1_000 }),
      name: claim(claims.name, MAX_NAME_LENGTH),
      email: isUnverified(claims) ? "" : claim(claims.email, MAX_EMAIL_LENGTH),
    };
  }

  return {
    async verify(token) {
      if (token.length > MAX_TOKEN_LENGTH) throw refused("the token is too long");
      // Kept by its hash: a dump of the heap should not be a collection of keys.
      const id = createHash("sha256").update(token).digest("base64");
      const known = cache.get(id);
      if (known && known.untilMs > Date.now()) return known.principal;
      cache.delete(id);
      const principal = await principalOf(token).catch((error: MetercastError) => {
        if (error.code === "unauthenticated") refusals.note(token, reasonOf(error));
        throw error;
      });
      cache.set(id, { principal, untilMs: Math.min(principal.expiresAtMs, Date.now() + MAX_CACHED_MS) });
      return principal;
    },
  };
}

function keySets(issuers: readonly Issuer[]): Map<string, JWTVerifyGetKey> {
  const options = { timeoutDuration: KEYS_TIMEOUT_MS, cacheMaxAge: KEYS_MAX_AGE_MS };
  return new Map(
    issuers.map(({ jwksUrl }) => [jwksUrl, createRemoteJWKSet(new URL(jwksUrl), options)] as const),
  );
}

/** A name or an address that can't be shown is as good as none: no reason to turn somebody away. */
const claim = (value: unknown, maxLength: number) =>
  (typeof value === "string" ? plainText(value, maxLength) : undefined) ?? "";

/** Anybody may write anybody's address into a form of the issuer. Some issuers write a string. */
const isUnverified = ({ email_verified: verified }: JWTPayload) => verified === false || verified === "false";

const refused = (detail: string, cause?: unknown) => new MetercastError("unauthenticated", detail, { cause });

function algorithmOf(token: string): string {
  try {
    return String(decodeProtectedHeader(token).alg);
  } catch (error) {
    throw refused("this is not a JWT", error);
  }
}

/** Only to choose the keys: nothing is believed before the signature was checked. */
function issuerOf(token: string): unknown {
  try {
    return decodeJwt(token).iss;
  } catch (error) {
    throw refused("this is not a JWT", error);
  }
}

const NOT_VALID = "the token is not valid";

function rejected(error: unknown): never {
  if (error instanceof errors.JWTExpired) throw expired(error.payload, error);
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === "nbf")
    throw refused(`the token is not valid before ${timeOf(error.payload.nbf)}; ${ourTime()}`, error);
  throw refused(NOT_VALID, error);
}

function unexpired(payload: JWTPayload): JWTPayload {
  if ((payload.exp ?? 0) * 1_000 <= Date.now()) throw expired(payload);
  return payload;
}

const expired = ({ exp }: JWTPayload, cause?: unknown) =>
  refused(`the token has expired at ${timeOf(exp)}; ${ourTime()}`, cause);

function timeOf(seconds: unknown): string {
  const time = new Date(Number(seconds) * 1_000);
  return Number.isNaN(time.getTime()) ? "an unknown time" : time.toISOString();
}

const ourTime = () => `here it is ${new Date().toISOString()}`;

function otherAudience(payload: JWTPayload): MetercastError {
  const named = audiencesOf(payload).map((one) => plainText(one, MAX_NAME_LENGTH) ?? "?");
  const words = named.length === 0 ? "names no audience" : `is for ${named.slice(0, 3).join(", ")}`;
  return refused(`the token ${words}, not for this API`, new Error("its audience is not in AUTH_AUDIENCE"));
}

const noRole = (names: readonly string[]) =>
  `it gives no role: ${names.length === 0 ? "AUTH_ROLES_CLAIM names no claim of it" : `${names.length} names, none of them a role`}`;

const reasonOf = ({ message, cause }: MetercastError) =>
  cause instanceof Error ? `${message} (${cause.message})` : message;

/**
 * Where the issuer could not be asked nothing is known about the token. jose says so by a timeout, by a
 * bare JOSEError, or lets fetch's error through.
 */
function keysAwayOrRejected(error: unknown): never {
  const bare = error instanceof errors.JOSEError && error.code === "ERR_JOSE_GENERIC";
  const unreadable = error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid;
  if (bare || unreadable || !(error instanceof errors.JOSEError))
    throw new MetercastError("unavailable", "the issuer's keys can't be fetched right now", { cause: error });
  rejected(error);
}

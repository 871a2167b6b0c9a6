import { InvalidConfig, secret, z } from "@metercast/runtime";
import { ROLES, type Role } from "./domain/access.ts";
import type { ClaimRules } from "./domain/identity.ts";

/**
 * Whose tokens are accepted, and how their claims become a person. docs/IDENTITY.md shows them for the
 * usual providers.
 */
export const identityVariables = {
  AUTH_JWT_SECRET: secret(
    z.string().optional(),
    "Accepts HS256 tokens signed with it; at least 32 bytes. This or `AUTH_JWKS_URL` is needed.",
  ),
  AUTH_JWKS_URL: z
    .string()
    .optional()
    .describe(
      "The issuer's keys, for production's tokens; needs the next two. With several issuers: one URL for all, or one for each, in the same order, after commas.",
    ),
  AUTH_ISSUER: z
    .string()
    .optional()
    .describe(
      "The `iss` that tokens must have; several after commas. The console signs people in at the first.",
    ),
  AUTH_AUDIENCE: z
    .string()
    .optional()
    .describe(
      "Whom tokens must be for; several after commas. Compared with `aud`, with `client_id` in tokens without `aud`, with `azp` in tokens without both.",
    ),
  AUTH_USER_CLAIM: z
    .string()
    .min(1)
    .default("sub")
    .describe("The claim with the user id. A person keeps their balance only as long as it stays the same."),
  AUTH_USER_PREFIX: z
    .string()
    .optional()
    .describe(
      "Put before the user ids of an issuer, one for each issuer after commas (`,b-`), where two issuers could give the same id to different people.",
    ),
  AUTH_ROLES_CLAIM: z
    .string()
    .min(1)
    .default("roles")
    .describe(
      "The claims that name roles, after commas: `roles`, `realm_access.roles`, `https://example.com/roles`, `cognito:groups`. A list, words, an object's keys, or `true`.",
    ),
  AUTH_ROLE_MAP: z
    .string()
    .optional()
    .describe(
      "The provider's names for roles: `streamer=creator,staff=admin`. `admin=` makes a name give nothing. Names that are not mapped count where they are `viewer`, `creator` or `admin`.",
    ),
  AUTH_DEFAULT_ROLES: z
    .string()
    .optional()
    .describe("Roles that everybody with a valid token has, besides the token's: `viewer`. Never `admin`."),
};

type IdentityConfig = z.infer<z.ZodObject<typeof identityVariables>>;

export interface Issuer {
  issuer: string;
  jwksUrl: string;
  /** Before each of its user ids; mostly empty. */
  userPrefix: string;
}

export interface Identity {
  /** HS256, where tokens are signed by the app's own login. */
  secret: string | undefined;
  issuers: readonly Issuer[];
  audiences: readonly string[];
  claims: ClaimRules;
}

const LEAST_SECRET_BYTES = 32;

/**
 * @throws InvalidConfig where nobody could be recognized, a secret could be guessed, or a list does not fit
 * another.
 */
export function readIdentity(config: IdentityConfig): Identity {
  const { AUTH_JWT_SECRET: jwtSecret } = config;
  if (jwtSecret !== undefined && Buffer.byteLength(jwtSecret) < LEAST_SECRET_BYTES)
    throw invalid("AUTH_JWT_SECRET", `must have at least ${LEAST_SECRET_BYTES} bytes`);
  if (jwtSecret === undefined && config.AUTH_JWKS_URL === undefined)
    throw invalid("AUTH_JWKS_URL or AUTH_JWT_SECRET", "one of them is needed to know who is asking");
  return {
    secret: jwtSecret,
    issuers: readIssuers(config),
    audiences: list(config.AUTH_AUDIENCE),
    claims: {
      rolesClaims: list(config.AUTH_ROLES_CLAIM),
      roleMap: readRoleMap(config.AUTH_ROLE_MAP),
      defaultRoles: readDefaultRoles(config.AUTH_DEFAULT_ROLES),
      userClaim: config.AUTH_USER_CLAIM,
    },
  };
}

function readIssuers(config: IdentityConfig): Issuer[] {
  const urls = list(config.AUTH_JWKS_URL);
  if (urls.length === 0) return [];
  const issuers = list(config.AUTH_ISSUER);
  // Keys alone say that some issuer signed it; without these two a token for another application would open
  // this one.
  if (issuers.length === 0 || list(config.AUTH_AUDIENCE).length === 0)
    throw invalid("AUTH_ISSUER, AUTH_AUDIENCE", "needed with AUTH_JWKS_URL");
  const wrong = urls.find((url) => !/^https?:\/\//.test(url) || !URL.canParse(url));
  if (wrong !== undefined) throw invalid("AUTH_JWKS_URL", "must be URLs");
  if (urls.length !== 1 && urls.length !== issuers.length)
    throw invalid(
      "AUTH_JWKS_URL",
      `has ${urls.length} URLs for ${issuers.length} issuers: one for all, or one each`,
    );
  const prefixes = config.AUTH_USER_PREFIX?.split(",").map((prefix) => prefix.trim()) ?? [];
  if (prefixes.length > 0 && prefixes.length !== issuers.length)
    throw invalid("AUTH_USER_PREFIX", `has ${prefixes.length} prefixes for ${issuers.length} issuers`);
  return issuers.map((issuer, index) => ({
    issuer,
    jwksUrl: urls[index] ?? (urls[0] as string),
    userPrefix: prefixes[index] ?? "",
  }));
}

function readRoleMap(text = ""): Map<string, Role | undefined> {
  return new Map(
    list(text).map((pair) => {
      // The last one: a provider's name may have some of its own.
      const at = pair.lastIndexOf("=");
      const role = pair.slice(at + 1).trim();
      if (at < 1) throw invalid("AUTH_ROLE_MAP", `"${pair}" is not name=role`);
      return [pair.slice(0, at).trim(), role === "" ? undefined : knownRole("AUTH_ROLE_MAP", role)];
    }),
  );
}

function readDefaultRoles(text = ""): Role[] {
  const roles = list(text).map((role) => knownRole("AUTH_DEFAULT_ROLES", role));
  if (roles.includes("admin")) throw invalid("AUTH_DEFAULT_ROLES", "nobody is an admin by default");
  return roles;
}

function knownRole(name: string, text: string): Role {
  const role = ROLES.find((one) => one === text);
  if (role === undefined) throw invalid(name, `"${text}" is not one of ${ROLES.join(", ")}`);
  return role;
}

const list = (text = ""): string[] =>
  text
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "");

const invalid = (name: string, what: string) => new InvalidConfig(`configuration: ${name}: ${what}`);

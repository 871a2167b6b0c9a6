import { ROLES, type Role } from "./access.ts";

/** A token's claims, verified. */
export type Claims = Readonly<Record<string, unknown>>;

/** How claims become a person. docs/IDENTITY.md has the settings for the usual providers. */
export interface ClaimRules {
  /** Paths of the claims that name roles; every one of them is read. */
  rolesClaims: readonly string[];
  /** A provider's name for a role → the role. Undefined: a name that gives nothing. */
  roleMap: ReadonlyMap<string, Role | undefined>;
  /** What every valid token gives. */
  defaultRoles: readonly Role[];
  /** Path of the claim with the user id. */
  userClaim: string;
}

/** As Metercast's own documents describe tokens. */
export const PLAIN_CLAIMS: ClaimRules = {
  rolesClaims: ["roles"],
  roleMap: new Map(),
  defaultRoles: [],
  userClaim: "sub",
};

/** A path has a few dots; more would only cost time. */
const MAX_DOTS = 16;
/** Directories put hundreds of groups into a token. */
const MAX_NAMES = 1_000;

/**
 * The claim at a path. A claim of that very name wins (`https://example.com/roles`); otherwise its dots
 * lead into objects (`realm_access.roles`), also where a key has dots of its own
 * (`resource_access.my.client.roles`).
 */
export function claimAt(claims: unknown, path: string, dots = MAX_DOTS): unknown {
  if (typeof claims !== "object" || claims === null) return undefined;
  if (Object.hasOwn(claims, path)) return (claims as Claims)[path];
  for (let dot = path.indexOf("."); dot >= 0 && dots > 0; dot = path.indexOf(".", dot + 1), dots--) {
    const key = path.slice(0, dot);
    if (!Object.hasOwn(claims, key)) continue;
    const found = claimAt((claims as Claims)[key], path.slice(dot + 1), dots - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * The names that a claim lists: a list, words in a text, the keys of an object, or its own name where it is
 * `true`.
 */
function namesIn(value: unknown, path: string): string[] {
  if (typeof value === "string") return value.split(/[\s,]+/).slice(0, MAX_NAMES);
  if (Array.isArray(value)) return value.slice(0, MAX_NAMES).filter((name) => typeof name === "string");
  if (value === true) return [path.split(/[./:]/).at(-1) as string];
  if (typeof value === "object" && value !== null) return Object.keys(value).slice(0, MAX_NAMES);
  return [];
}

/** Every name of a role in the token, as its provider spells it. */
export const roleNamesOf = (claims: Claims, { rolesClaims }: ClaimRules): string[] =>
  rolesClaims.flatMap((path) => namesIn(claimAt(claims, path), path));

/**
 * The roles that these names give. Names that mean nothing here are ignored: a provider has others for
 * other applications.
 */
export function rolesOf(names: readonly string[], { roleMap, defaultRoles }: ClaimRules): Role[] {
  const given = new Set<string | undefined>(defaultRoles);
  for (const name of names) given.add(roleMap.has(name) ? roleMap.get(name) : name);
  return ROLES.filter((role) => given.has(role));
}

/** Who a token says it is for: the first of `aud`, `client_id` (Cognito) and `azp` (Clerk) that it has. */
export function audiencesOf({ aud, client_id, azp }: Claims): string[] {
  const named = aud ?? client_id ?? azp;
  return (Array.isArray(named) ? named : [named]).filter((one) => typeof one === "string");
}

import { useSyncExternalStore } from "react";

export const ROLES = ["viewer", "creator", "admin"] as const;
export type Role = (typeof ROLES)[number];

/** Who is signed in. The token lives here, in memory, and nowhere else. */
export interface Identity {
  userId: string;
  name: string;
  roles: readonly Role[];
  token: string;
  expiresAtMs: number;
}

let current: Identity | undefined;
/** Gets a new token for the same person, without asking them; undefined where that can't be done. */
let renew: (() => Promise<string | undefined>) | undefined;
let renewing: Promise<boolean> | undefined;
const listeners = new Set<() => void>();

function change(next: Identity | undefined): void {
  current = next;
  for (const listener of listeners) listener();
}

export const identity = (): Identity | undefined => current;

export function signedIn(token: string, renewer: typeof renew): void {
  renew = renewer;
  change(identityOf(token));
}

export function signedOut(): void {
  renew = undefined;
  change(undefined);
}

/** The gateway does not take the token any more. True where there is a new one. */
export function tokenRefused(refused: string): Promise<boolean> {
  if (current && current.token !== refused) return Promise.resolve(true);
  renewing ??= renewOnce().finally(() => {
    renewing = undefined;
  });
  return renewing;
}

async function renewOnce(): Promise<boolean> {
  const token = await renew?.().catch(() => undefined);
  change(token === undefined ? undefined : identityOf(token));
  return token !== undefined;
}

/** Reads what the token says; the gateway is who checks it. */
function identityOf(token: string): Identity | undefined {
  const [, payload = ""] = token.split(".");
  const bytes = Uint8Array.from(atob(payload.replaceAll("-", "+").replaceAll("_", "/")), (c) =>
    c.charCodeAt(0),
  );
  const claims = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
  const userId = String(claims.sub ?? "");
  const given = Array.isArray(claims.roles) ? claims.roles : [];
  return {
    userId,
    name: typeof claims.name === "string" && claims.name !== "" ? claims.name : userId,
    roles: ROLES.filter((role) => given.includes(role)),
    token,
    expiresAtMs: Number(claims.exp ?? 0) * 1_000,
  };
}

/** Told whenever the token changes, and when there is none any more. */
export const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
};

export const useIdentity = (): Identity | undefined => useSyncExternalStore(subscribe, identity);

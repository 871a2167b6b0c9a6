import type { Schemas } from "@metercast/client";
import { useSyncExternalStore } from "react";

export const ROLES = ["viewer", "creator", "admin"] as const;
export type Role = (typeof ROLES)[number];

/** Who is signed in. The token lives here, in memory, and nowhere else. */
export interface Identity {
  userId: string;
  name: string;
  roles: readonly Role[];
  token: string;
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

/** Signs the person in once the gateway has said who the token is for. Rejects where it takes none or can't be asked. */
export async function signedIn(token: string, renewer: typeof renew): Promise<void> {
  const person = await identityOf(token);
  renew = renewer;
  change(person);
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
  change(token === undefined ? undefined : await renewed(token));
  return token !== undefined;
}

/** The same person, also where the gateway can't be asked right now: a lost answer signs nobody out. */
const renewed = (token: string): Promise<Identity | undefined> =>
  identityOf(token).catch(() => current && { ...current, token });

/** Which claims name a person and their roles differs by provider. The gateway is configured to read them. */
async function identityOf(token: string): Promise<Identity> {
  const response = await fetch("/api/me", { headers: { Authorization: `Bearer ${token}` } });
  if (!response.ok) throw new Error(`the gateway answered ${response.status} to this token`);
  const { id, name, roles } = (await response.json()) as Schemas["Me"];
  return { userId: id, name: name ?? id, roles, token };
}

/** Told whenever the token changes, and when there is none any more. */
export const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
};

export const useIdentity = (): Identity | undefined => useSyncExternalStore(subscribe, identity);

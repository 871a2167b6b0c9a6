import type { Schemas } from "@metercast/client";
import { useSyncExternalStore } from "react";
import { loadTexts } from "../texts/chosen.ts";
import { dropDrafts } from "./drafts.ts";

export const ROLES = ["viewer", "creator", "admin"] as const;
export type Role = (typeof ROLES)[number];

/** The signed-in person. The token is here, in memory only. */
export interface Identity {
  userId: string;
  name: string;
  roles: readonly Role[];
  token: string;
}

let current: Identity | undefined;
/** Silently gets a new token for the same person; undefined if impossible. */
let renew: (() => Promise<string | undefined>) | undefined;
let renewing: Promise<boolean> | undefined;
/** A session ended without the person's own doing. */
let ended = false;
const listeners = new Set<() => void>();

function change(next: Identity | undefined): void {
  current = next;
  for (const listener of listeners) listener();
}

export const identity = (): Identity | undefined => current;

/**
 * Signs in the person whom the gateway reads from the token. Rejects if the gateway refuses it or is
 * unreachable.
 */
export async function signedIn(token: string, renewer: typeof renew): Promise<void> {
  const person = await identityOf(token);
  renew = renewer;
  ended = false;
  // What another person typed in this tab is not for this one.
  dropDrafts(person.userId);
  change(person);
}

export function signedOut(): void {
  renew = undefined;
  ended = false;
  dropDrafts();
  change(undefined);
}

/** Nobody asked for it: the sign-in page says so, and what was typed is kept for its person. */
export function sessionEnded(): void {
  ended = true;
}

export const isSessionOver = (): boolean => current === undefined && ended;

/** Handles a refused token. True if there is a new one. */
export function tokenRefused(refused: string): Promise<boolean> {
  if (current && current.token !== refused) return Promise.resolve(true);
  renewing ??= renewOnce().finally(() => {
    renewing = undefined;
  });
  return renewing;
}

async function renewOnce(): Promise<boolean> {
  const token = await renew?.().catch(() => undefined);
  if (token === undefined) sessionEnded();
  change(token === undefined ? undefined : await renewed(token));
  return token !== undefined;
}

/** Keeps the person if the gateway is unreachable: a lost response signs nobody out. */
const renewed = (token: string): Promise<Identity | undefined> =>
  identityOf(token).catch(() => current && { ...current, token });

/** The claims with the person and roles differ by provider; only the gateway's configuration knows them. */
async function identityOf(token: string): Promise<Identity> {
  const response = await fetch("/api/me", { headers: { Authorization: `Bearer ${token}` } });
  if (!response.ok) throw new Error(`the gateway answered ${response.status} to this token`);
  const { id, name, roles } = (await response.json()) as Schemas["Me"];
  await loadTexts(...roles);
  return { userId: id, name: name ?? id, roles, token };
}

/** Called when the token changes or ends. */
export const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
};

export const useIdentity = (): Identity | undefined => useSyncExternalStore(subscribe, identity);

import { useSyncExternalStore } from "react";
import { checkBuild } from "./build.ts";

/**
 * Whether the gateway can be reached: what the browser says, and what the last requests found. A broken
 * event stream is the third sign (shell/LiveLine.tsx).
 */

export type Reach = "ok" | "offline" | "unreachable";

/** A request failed: until one succeeds, this asks again. */
const ASK_AGAIN_MS = 3_000;
const NO_ANSWER_MS = 4_000;

/** Browsers of today all say so; tests run without one. */
const isOnline = (): boolean => globalThis.navigator?.onLine !== false;

let reach: Reach = isOnline() ? "ok" : "offline";
let reachedAt = Date.now();
let asking = false;
const listeners = new Set<() => void>();

function change(next: Reach): void {
  if (next === reach) return;
  reach = next;
  for (const listener of listeners) listener();
}

globalThis.addEventListener?.("offline", () => change("offline"));
globalThis.addEventListener?.("online", () => void ask());

/** The fetch of the API's client. */
export async function watchedFetch(request: Request): Promise<Response> {
  try {
    const response = await fetch(request);
    reached();
    return response;
  } catch (error) {
    // A caller that gave up says nothing about the network.
    if (error instanceof TypeError && !request.signal.aborted) void ask();
    throw error;
  }
}

function reached(): void {
  reachedAt = Date.now();
  if (isOnline()) change("ok");
}

/** One failed request may be an accident; two are not. */
async function ask(): Promise<void> {
  if (asking) return;
  asking = true;
  while (!(await answers())) {
    change(isOnline() ? "unreachable" : "offline");
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
  }
  asking = false;
  reached();
  // The gateway may have been away for a deploy.
  void checkBuild();
}

async function answers(): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(NO_ANSWER_MS);
    return (await fetch("/console.json", { method: "HEAD", cache: "no-store", signal })).ok;
  } catch {
    return false;
  }
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
};

export const useReach = (): Reach => useSyncExternalStore(subscribe, () => reach);
/** When the gateway answered last, ms. */
export const lastReachedAt = (): number => reachedAt;

import { useSyncExternalStore } from "react";

/** Which build of the console this page is, and whether the server has a newer one. */

/** Tests run without a page. */
const page = globalThis.document as Document | undefined;
const own = page?.querySelector<HTMLMetaElement>("meta[name=build]")?.content;
/** The build for which this tab was loaded again; a second time would not help. */
const FOLLOWED = "metercast.build-followed";

let newer: string | undefined;
const listeners = new Set<() => void>();

/** Asks the server; an answer that does not come changes nothing. */
export async function checkBuild(): Promise<boolean> {
  if (own === undefined || newer !== undefined) return newer !== undefined;
  try {
    const response = await fetch("/console.json", { cache: "no-store" });
    const { build } = (await response.json()) as { build?: string | null };
    if (response.ok && typeof build === "string" && build !== own) {
      newer = build;
      for (const listener of listeners) listener();
    }
  } catch {
    return false;
  }
  return newer !== undefined;
}

let staying = 0;

/** A sign-out must not be interrupted: the page that loads again would sign the person in. */
export async function withoutReload(act: () => Promise<void>): Promise<void> {
  staying += 1;
  try {
    await act();
  } finally {
    staying -= 1;
  }
}

/**
 * For a page that misses a file: loads it again if the server has another build. Once a build: while a
 * deploy runs, the next answer may be of either.
 */
export async function followsNewBuild(): Promise<boolean> {
  if (!(await checkBuild()) || newer === undefined) return false;
  if (staying > 0 || sessionStorage.getItem(FOLLOWED) === newer) return false;
  sessionStorage.setItem(FOLLOWED, newer);
  location.reload();
  return true;
}

/** Not again for a while: what a reload did not mend is not mended by another one. */
const LONG_MS = 60_000;
const RELOADED = "metercast.reloaded";

export function loadsAgain(): boolean {
  if (staying > 0 || Date.now() - Number(sessionStorage.getItem(RELOADED) ?? 0) < LONG_MS) return false;
  sessionStorage.setItem(RELOADED, String(Date.now()));
  location.reload();
  return true;
}

/** People come back to a tab days later. */
const CHECK_AFTER_MS = 300_000;
let checkedAtMs = Date.now();
page?.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden" || Date.now() - checkedAtMs < CHECK_AFTER_MS) return;
  checkedAtMs = Date.now();
  void checkBuild();
});

const isOutdated = (): boolean => newer !== undefined;
/** The next page is to be loaded, not only shown. */
export const mustLoad = (): boolean => isOutdated() && staying === 0;

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
};

export const useOutdated = (): boolean => useSyncExternalStore(subscribe, isOutdated);

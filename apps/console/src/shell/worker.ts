/** The service worker: pushes, files that never change, and a page for those who are offline. */

const WORKER = "/sw.js";

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): {
    createScriptURL(url: string): string;
  };
}

let policy: ReturnType<TrustedTypes["createPolicy"]> | undefined;

/** The page's policy allows no text as the address of a script. Of this policy there is one address. */
function workerUrl(): string {
  const { trustedTypes } = window as { trustedTypes?: TrustedTypes };
  policy ??= trustedTypes?.createPolicy("metercast-worker", { createScriptURL: () => WORKER });
  return policy?.createScriptURL(WORKER) ?? WORKER;
}

export const registerWorker = (): Promise<ServiceWorkerRegistration> =>
  navigator.serviceWorker.register(workerUrl(), { scope: "/" });

/** After the page is there: it needs no worker. Pages of the development server change too often for one. */
export function keepWorker(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  const register = () => void registerWorker().catch(() => undefined);
  if (document.readyState === "complete") register();
  else addEventListener("load", register, { once: true });
}

/** Follows the link of a clicked notification while the console is open. */
export function followClicks(navigate: (path: string) => unknown): void {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    const path = (data as { open?: unknown } | null)?.open;
    if (typeof path === "string" && /^\/(?!\/)/.test(path)) navigate(path);
  });
}

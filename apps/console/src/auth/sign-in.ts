import { setup } from "../setup.ts";
import { withoutReload } from "../shell/build.ts";
import { leaveDemo, resumeDemo } from "./demo.ts";

let failed = false;
/** The provider's response was invalid. */
export const signInFailed = (): boolean => failed;

/**
 * Before the first page: completes a redirect from the provider, or signs the tab's person in again.
 * Returns the page to open.
 */
export async function resumeSignIn(): Promise<string | undefined> {
  const { auth } = setup();
  if (auth.kind === "demo") await resumeDemo();
  if (auth.kind !== "oidc") return undefined;
  // Loaded on use; the demo does not need it.
  const { finishOidc, resumeOidc } = await import("./oidc.ts");
  const back = await finishOidc(auth);
  // If the provider is unreachable, the sign-in page offers another attempt.
  if (back === undefined) await resumeOidc(auth, location.pathname + location.search).catch(() => undefined);
  failed = back?.failed ?? false;
  return back?.path;
}

export async function signInAtProvider(path: string): Promise<void> {
  const { auth } = setup();
  if (auth.kind !== "oidc") return;
  const { signInWithOidc } = await import("./oidc.ts");
  await signInWithOidc(auth, path);
}

/** A click signs out: it waits no longer than this for pushes. */
const PUSH_OFF_MS = 2_000;

/** The browser's next person would read the notifications of this one. A failure keeps nobody signed in. */
async function stopPushes(): Promise<void> {
  const stopped = import("../notifications/push.ts").then(({ leavePush }) => leavePush()).then(() => true);
  const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), PUSH_OFF_MS));
  const isOver = await Promise.race([stopped, late]).catch(() => false);
  if (!isOver) await unsubscribe().catch(() => undefined);
}

/** After a deploy the file above may be gone. What this browser no longer takes, nobody reads in it. */
async function unsubscribe(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  const registration = await navigator.serviceWorker.getRegistration();
  await (await registration?.pushManager?.getSubscription())?.unsubscribe();
}

export const signOut = (): Promise<void> => withoutReload(leave);

async function leave(): Promise<void> {
  const { auth } = setup();
  await stopPushes();
  if (auth.kind === "demo") return leaveDemo();
  if (auth.kind !== "oidc") return;
  const { leaveOidc } = await import("./oidc.ts");
  await leaveOidc(auth);
}

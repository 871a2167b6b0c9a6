import { setup } from "../setup.ts";
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

export async function signOut(): Promise<void> {
  const { auth } = setup();
  if (auth.kind === "demo") return leaveDemo();
  if (auth.kind !== "oidc") return;
  const { leaveOidc } = await import("./oidc.ts");
  await leaveOidc(auth);
}

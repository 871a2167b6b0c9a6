import { setup } from "../setup.ts";
import { leaveDemo, resumeDemo } from "./demo.ts";

let failed = false;
/** Somebody came back from the provider with an answer that could not be taken. */
export const signInFailed = (): boolean => failed;

/** Before the first page: whoever comes back from the provider, or was signed in in this tab, is signed in. Gives where to go then. */
export async function resumeSignIn(): Promise<string | undefined> {
  const { auth } = setup();
  if (auth.kind === "demo") await resumeDemo();
  if (auth.kind !== "oidc") return undefined;
  // Loaded where it is used only: the demo does without.
  const { finishOidc, resumeOidc } = await import("./oidc.ts");
  const back = await finishOidc(auth);
  // Where the provider can't be reached the sign-in page is shown, whose button tries again.
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

import { setup } from "../setup.ts";
import { leaveDemo, resumeDemo } from "./demo.ts";

/** Before the first page: whoever comes back from the provider, or chose a persona in this tab, is signed in. Gives where to go then. */
export async function resumeSignIn(): Promise<string | undefined> {
  const { auth } = setup();
  if (auth.kind === "demo") await resumeDemo();
  if (auth.kind !== "oidc") return undefined;
  // Loaded where it is used only: the demo does without.
  const { finishOidc } = await import("./oidc.ts");
  return finishOidc(auth);
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

import { type Role, signedIn, signedOut } from "./session.ts";

/** The name of this tab's persona, so that a reload signs in again. The token is never stored. */
const KEY = "metercast.persona";

async function login(persona: Role): Promise<string> {
  const response = await fetch("/api/demo/login", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ persona }),
  });
  if (!response.ok) throw new Error(`the demo's login answered ${response.status}`);
  return ((await response.json()) as { token: string }).token;
}

export async function signInAs(persona: Role): Promise<void> {
  await signedIn(await login(persona), () => login(persona));
  sessionStorage.setItem(KEY, persona);
}

export function leaveDemo(): void {
  sessionStorage.removeItem(KEY);
  signedOut();
}

export async function resumeDemo(): Promise<void> {
  const persona = sessionStorage.getItem(KEY);
  if (persona === "viewer" || persona === "creator" || persona === "admin")
    await signInAs(persona).catch(() => sessionStorage.removeItem(KEY));
}

import { InMemoryWebStorage, UserManager, WebStorageStateStore } from "oidc-client-ts";
import type { Setup } from "../setup.ts";
import { signedIn, signedOut } from "./session.ts";

type OidcSetup = Extract<Setup["auth"], { kind: "oidc" }>;

let manager: UserManager | undefined;

/** Where the provider leads back to; the page that was asked for travels in its state. */
const CALLBACK = "/signed-in";

function managerOf(setup: OidcSetup): UserManager {
  manager ??= new UserManager({
    authority: setup.issuer,
    client_id: setup.client_id,
    scope: setup.scope,
    redirect_uri: `${location.origin}${CALLBACK}`,
    post_logout_redirect_uri: `${location.origin}/`,
    response_type: "code",
    ...(setup.audience !== null && { extraQueryParams: { audience: setup.audience } }),
    // Tokens in memory. What must outlive the visit at the provider is the verifier of PKCE, which is worth nothing afterwards.
    userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    stateStore: new WebStorageStateStore({ store: sessionStorage }),
    automaticSilentRenew: false,
  });
  return manager;
}

/** Leaves for the provider. Comes back signed in, on `path`. */
export async function signInWithOidc(setup: OidcSetup, path: string): Promise<void> {
  await managerOf(setup).signinRedirect({ state: path });
}

/** On the way back: takes the code, and the address without it. Gives the page that was asked for. */
export async function finishOidc(setup: OidcSetup): Promise<string | undefined> {
  if (location.pathname !== CALLBACK) return undefined;
  const oidc = managerOf(setup);
  const user = await oidc.signinRedirectCallback();
  signedIn(user.access_token, async () => (await oidc.signinSilent())?.access_token);
  return typeof user.state === "string" && user.state.startsWith("/") ? user.state : "/";
}

export async function leaveOidc(setup: OidcSetup): Promise<void> {
  const oidc = managerOf(setup);
  await oidc.removeUser();
  signedOut();
  await oidc.signoutRedirect().catch(() => undefined);
}

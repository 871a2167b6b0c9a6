import { ErrorResponse, InMemoryWebStorage, UserManager, WebStorageStateStore } from "oidc-client-ts";
import type { Setup } from "../setup.ts";
import { signedIn, signedOut } from "./session.ts";

type OidcSetup = Extract<Setup["auth"], { kind: "oidc" }>;

/** How somebody came back from the provider: signed in or not, and the page that was asked for. */
export interface Return {
  path: string;
  /** Something was wrong with the answer. That the provider wants to ask the person first is not. */
  failed: boolean;
}

let manager: UserManager | undefined;

/** Where the provider leads back to; the page that was asked for travels in its state. */
const CALLBACK = "/signed-in";
/** Marks a tab whose person was signed in. After a reload the console silently asks the provider for a token. */
const KNOWN = "metercast.signed-in";
/** The provider knows nobody, or would have to ask: answers to a question asked without a word. */
const MUST_ASK = ["login_required", "interaction_required", "consent_required", "account_selection_required"];

function managerOf(setup: OidcSetup): UserManager {
  manager ??= new UserManager({
    authority: setup.issuer,
    client_id: setup.client_id,
    scope: setup.scope,
    redirect_uri: `${location.origin}${CALLBACK}`,
    post_logout_redirect_uri: `${location.origin}/`,
    response_type: "code",
    ...(setup.audience !== null && { extraQueryParams: { audience: setup.audience } }),
    // Tokens stay in memory. Only PKCE's verifier must outlive the visit at the provider; it is worthless afterwards.
    userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    stateStore: new WebStorageStateStore({ store: sessionStorage }),
    automaticSilentRenew: false,
  });
  return manager;
}

/**
 * Redirects to the provider, which leads back to `path`. The nonce ties the ID token to this request; the state ties the
 * answer to this tab.
 */
export async function signInWithOidc(setup: OidcSetup, path: string): Promise<void> {
  await managerOf(setup).signinRedirect({ state: path, nonce: crypto.randomUUID() });
}

/**
 * After a reload: gets a new token from the provider while it remembers the person. Does nothing if nobody was signed in
 * in this tab.
 */
export async function resumeOidc(setup: OidcSetup, path: string): Promise<void> {
  if (sessionStorage.getItem(KNOWN) === null) return;
  // Gone until it has worked: a provider that fails must not be asked in a circle.
  sessionStorage.removeItem(KNOWN);
  const silently = { prompt: "none", redirectMethod: "replace" } as const;
  await managerOf(setup).signinRedirect({ state: path, nonce: crypto.randomUUID(), ...silently });
}

/** On the way back: takes the code. Undefined where nobody comes from the provider. */
export async function finishOidc(setup: OidcSetup): Promise<Return | undefined> {
  if (location.pathname !== CALLBACK) return undefined;
  const oidc = managerOf(setup);
  try {
    const user = await oidc.signinRedirectCallback();
    // Without a refresh token a new one takes a visit at the provider: the sign-in page offers it.
    const renew = async () => (await oidc.signinSilent())?.access_token;
    await signedIn(user.access_token, user.refresh_token === undefined ? undefined : renew);
    sessionStorage.setItem(KNOWN, "yes");
    return { path: pathOf(user.state), failed: false };
  } catch (error) {
    if (error instanceof ErrorResponse && MUST_ASK.includes(error.error ?? ""))
      return { path: pathOf(error.state), failed: false };
    return { path: "/", failed: true };
  }
}

/** A page of this console: "//" would begin another address. */
const pathOf = (state: unknown): string =>
  typeof state === "string" && /^\/(?![/\\])/.test(state) ? state : "/";

export async function leaveOidc(setup: OidcSetup): Promise<void> {
  const oidc = managerOf(setup);
  sessionStorage.removeItem(KNOWN);
  signedOut();
  // Some providers have no way out of their own: then the token is forgotten here.
  await oidc.signoutRedirect().catch(() => oidc.removeUser());
}

import { ErrorResponse, InMemoryWebStorage, UserManager, WebStorageStateStore } from "oidc-client-ts";
import type { Setup } from "../setup.ts";
import { sessionEnded, signedIn, signedOut } from "./session.ts";

type OidcSetup = Extract<Setup["auth"], { kind: "oidc" }>;

/** The result of a visit at the provider: signed in or not, and the requested page. */
export interface Return {
  path: string;
  /** The response was invalid. A provider that requires interaction does not count. */
  failed: boolean;
}

let manager: UserManager | undefined;

/** The redirect URI; the requested page travels in the state. */
const CALLBACK = "/signed-in";
/**
 * Marks a tab with a signed-in person. After a reload the console silently requests a token from the
 * provider.
 */
const KNOWN = "metercast.signed-in";
/** Responses to a silent request: nobody is signed in, or the provider requires interaction. */
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
    // Tokens stay in memory. Only PKCE's verifier must outlive the visit at the provider; it is worthless
    // afterwards.
    userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    stateStore: new WebStorageStateStore({ store: sessionStorage }),
    automaticSilentRenew: false,
  });
  return manager;
}

/**
 * Redirects to the provider, which leads back to `path`. The nonce ties the ID token to this request; the
 * state ties the response to this tab.
 */
export async function signInWithOidc(setup: OidcSetup, path: string): Promise<void> {
  await managerOf(setup).signinRedirect({ state: path, nonce: crypto.randomUUID() });
}

/**
 * After a reload: gets a new token from the provider while the person's session lasts. Does nothing if
 * nobody was signed in in this tab.
 */
export async function resumeOidc(setup: OidcSetup, path: string): Promise<void> {
  if (sessionStorage.getItem(KNOWN) === null) return;
  // Removed until it succeeds, so that a failing provider causes no redirect loop.
  sessionStorage.removeItem(KNOWN);
  const silently = { prompt: "none", redirectMethod: "replace" } as const;
  await managerOf(setup).signinRedirect({ state: path, nonce: crypto.randomUUID(), ...silently });
}

/** Takes the code of a redirect from the provider; undefined without one. */
export async function finishOidc(setup: OidcSetup): Promise<Return | undefined> {
  if (location.pathname !== CALLBACK) return undefined;
  const oidc = managerOf(setup);
  try {
    const user = await oidc.signinRedirectCallback();
    // Without a refresh token, the sign-in page offers a visit at the provider.
    const renew = async () => (await oidc.signinSilent())?.access_token;
    await signedIn(user.access_token, user.refresh_token === undefined ? undefined : renew);
    sessionStorage.setItem(KNOWN, "yes");
    return { path: pathOf(user.state), failed: false };
  } catch (error) {
    if (error instanceof ErrorResponse && MUST_ASK.includes(error.error ?? "")) {
      sessionEnded();
      return { path: pathOf(error.state), failed: false };
    }
    return { path: "/", failed: true };
  }
}

/** Only pages of this console: "//" would start another address. */
const pathOf = (state: unknown): string =>
  typeof state === "string" && /^\/(?![/\\])/.test(state) ? state : "/";

export async function leaveOidc(setup: OidcSetup): Promise<void> {
  const oidc = managerOf(setup);
  sessionStorage.removeItem(KNOWN);
  signedOut();
  // Some providers have no sign-out; then only the token is dropped.
  await oidc.signoutRedirect().catch(() => oidc.removeUser());
}

import { freePort } from "@metercast/local-servers";
import { credit, give, person } from "@metercast/testkit";
import type { Page, Route } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  consoleWorld,
  expectNoComplaints,
  keepsNoToken,
  startConsoleWorld,
  visit,
} from "./support/console-world.ts";
import { look } from "./support/look.ts";
import { type IdentityProvider, startProvider } from "./support/provider.ts";

startConsoleWorld();

/** A viewer: the provider of the tests gives roles by the end of the name. */
const VERA = "vera-viewer";
const CARLA = "carla-creator";

describe("in production people sign in at an OpenID provider", () => {
  let provider: IdentityProvider;
  let url = "";
  beforeAll(async () => {
    const { world } = consoleWorld();
    // Known before either starts: each gets the other's address.
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    provider = await startProvider(url);
    await world.startAnother("gateway", {
      DEMO: "0",
      PORT: String(port),
      AUTH_JWKS_URL: provider.jwksUrl,
      AUTH_ISSUER: provider.issuer,
      AUTH_AUDIENCE: provider.audience,
      AUTH_ROLES_CLAIM: "realm_access.roles",
      AUTH_ROLE_MAP: "live-viewer=viewer,live-creator=creator",
      OIDC_CLIENT_ID: provider.clientId,
    });
  });
  afterAll(() => provider?.stop());

  it("with a code and PKCE; the API takes the token by the provider's keys, and nothing keeps it", async () => {
    const { world, admin } = consoleWorld();
    await give(admin, await person(world, VERA, "viewer"), 35);
    const { context, page } = await visit({ at: url, path: "/receipts" });
    const asked = page.waitForRequest((request) => request.url().startsWith(`${provider.issuer}/auth?`));
    const wallet = page.waitForResponse((response) => response.url() === `${url}/api/wallet`);
    await signIn(page);
    const question = new URL((await asked).url()).searchParams;
    expect(Object.fromEntries(question)).toMatchObject({
      response_type: "code",
      code_challenge_method: "S256",
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/.{16}/),
      nonce: expect.stringMatching(/.{16}/),
    });
    // The page that was asked for, at an address that tells nothing.
    await page.getByRole("heading", { name: "Receipts" }).waitFor();
    await expect.poll(() => page.url()).toBe(`${url}/receipts`);
    await page.locator("header").getByText("35 tokens").waitFor();
    const token = (await (await wallet).request().headerValue("authorization")) ?? "";
    expect(claimsOf(token)).toMatchObject({ iss: provider.issuer, aud: provider.audience, sub: VERA });
    expect((await wallet).status()).toBe(200);
    await keepsNoToken(page);

    // A reload asks the provider again, without a word to the person.
    await page.reload({ waitUntil: "commit" });
    await page.locator("header").getByText("35 tokens").waitFor();
    await expect.poll(() => page.url()).toBe(`${url}/receipts`);
    await keepsNoToken(page);

    // What is not theirs stays closed.
    await page.goto(`${url}/admin`, { waitUntil: "commit" });
    await page.getByText("You don’t have access").waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("button", { name: "Yes, sign me out" }).click();
    await page.getByText("Sign in with your account to continue.").waitFor();
    await page.reload();
    await page.getByRole("button", { name: "Sign in" }).waitFor();
    expectNoComplaints();
    await context.close();
  });

  it("a session that is over says so, leads back to its page, and keeps what was typed", async () => {
    const { admin } = consoleWorld();
    await credit(admin, { user_id: CARLA, asset: "USD", amount: "70.00" });
    const { context, page } = await visit({ at: url, path: "/finances" });
    await signIn(page, CARLA);
    const amount = page.getByLabel("Amount");
    await amount.fill("55.50");
    // The API takes the token no more, and there is no way to another one without the person.
    await page.route("**/api/**", (route) =>
      route.fulfill({ status: 401, json: { type: "about:blank", code: "unauthenticated", status: 401 } }),
    );
    await page.getByRole("link", { name: "Ledger" }).click();
    await page.getByRole("heading", { name: "Your session is over" }).waitFor();
    await look(page, "/session-over", { briefly: true });
    await page.goBack();
    await page.unroute("**/api/**");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL(`${url}/finances`);
    await amount.waitFor();
    expect(await amount.inputValue()).toBe("55.50");
    await keepsNoToken(page);
    await context.close();
  });

  it("an answer that this tab did not ask for signs nobody in", async () => {
    const { context, page } = await visit({ at: url, path: "/signed-in?code=somebodys&state=made-up" });
    await refused(page);
    await look(page, "/sign-in-refused", { briefly: true });
    await context.close();
  });

  it("a code of somebody else's sign-in is refused: it lacks this tab's verifier", async () => {
    const { context, page } = await visit({ at: url });
    const other = await visit({ at: url });
    // Theirs is taken on its way to the provider, so that nobody has used it.
    let stolen = "";
    await atTokens(other.page, (route, form) => {
      stolen = form.get("code") ?? "";
      return route.abort();
    });
    await signIn(other.page);
    await refused(other.page);
    expect(stolen).not.toBe("");
    await atTokens(page, (route, form) => {
      form.set("code", stolen);
      return route.continue({ postData: form.toString() });
    });
    await signIn(page);
    await refused(page);
    await other.context.close();
    await context.close();
  });

  it("an ID token with another nonce is refused", async () => {
    const { context, page } = await visit({ at: url });
    const other = await visit({ at: url });
    // The same person's, of the same moment: only its nonce is of another tab's question.
    const tokens = other.page.waitForResponse("**/token");
    await signIn(other.page);
    const { id_token } = await (await tokens).json();
    expect(id_token).toMatch(/^eyJ/);
    await atTokens(page, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), id_token } });
    });
    await signIn(page);
    await refused(page);
    await other.context.close();
    await context.close();
  });
});

async function enter(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.locator("input[name=login]").fill(name);
  await page.locator("input[name=password]").fill("anything");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
}

/** As a person does it, until the provider has sent them back. */
async function signIn(page: Page, name = VERA): Promise<void> {
  await enter(page, name);
  await page.waitForURL(
    (address) => address.pathname !== "/signed-in" && !address.pathname.includes("/interaction/"),
  );
}

/** Somebody between the page and the place where a code becomes a token. */
async function atTokens(
  page: Page,
  act: (route: Route, form: URLSearchParams) => Promise<void>,
): Promise<void> {
  await page.route("**/token", (route) => act(route, new URLSearchParams(route.request().postData() ?? "")));
}

async function refused(page: Page): Promise<void> {
  await page.getByRole("alert").getByText("That sign-in did not work").waitFor();
  await page.getByRole("button", { name: "Sign in" }).waitFor();
  await expect.poll(() => new URL(page.url()).search).toBe("");
}

function claimsOf(authorization: string): Record<string, unknown> {
  const [, payload = ""] = authorization.split(".");
  return JSON.parse(Buffer.from(payload, "base64url").toString());
}

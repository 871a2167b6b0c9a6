import { expect, it } from "vitest";
import { readConfig } from "./config.ts";
import { demoConflict } from "./demo.ts";

it.each<[Record<string, string>, RegExp | undefined]>([
  [{}, undefined],
  [{ STRIPE_SECRET_KEY: "" }, undefined],
  [{ STRIPE_SECRET_KEY: "sk_test_standin" }, undefined],
  [{ STRIPE_SECRET_KEY: "sk_live_51abc" }, /STRIPE_SECRET_KEY/],
  [{ STRIPE_SECRET_KEY: "rk_live_51abc" }, /STRIPE_SECRET_KEY/],
  [{ STRIPE_SECRET_KEY: "sk_test_51abc" }, /STRIPE_SECRET_KEY/],
  [{ STRIPE_SECRET_KEY: "rk_test_51abc", STRIPE_API_BASE_URL: "http://127.0.0.1:1" }, /STRIPE_SECRET_KEY/],
  [{ STRIPE_SECRET_KEY: "sk_live_1", DEMO_ALLOW_NETWORK: "1" }, /STRIPE_SECRET_KEY/],
  [{ PAYPAL_CLIENT_ID: "client_standin" }, undefined],
  [{ PAYPAL_CLIENT_ID: "AeA1QIZXiflr1", PAYPAL_API_BASE_URL: "http://127.0.0.1:1" }, /PAYPAL_CLIENT_ID/],
  [{ AUTH_JWKS_URL: "https://login.example/jwks" }, /AUTH_JWKS_URL/],
  [{ AUTH_ISSUER: "https://login.example" }, /AUTH_ISSUER/],
  [{ HTTP_LISTEN_HOST: "127.0.0.1", LISTEN_HOST: "::1" }, undefined],
  [{ HTTP_LISTEN_HOST: "localhost" }, undefined],
  [{ HTTP_LISTEN_HOST: "0.0.0.0" }, /HTTP_LISTEN_HOST/],
  [{ HTTP_LISTEN_HOST: "::" }, /HTTP_LISTEN_HOST/],
  [{ HTTP_LISTEN_HOST: "192.168.1.5" }, /HTTP_LISTEN_HOST/],
  [{ HTTP_LISTEN_HOST: "127.0.0.1.example" }, /HTTP_LISTEN_HOST/],
  [{ LISTEN_HOST: "0.0.0.0" }, /LISTEN_HOST/],
  [{ LISTEN_HOST: "0.0.0.0", DEMO_ALLOW_NETWORK: "1" }, undefined],
])("the demo never meets real money, real people or other machines: %j", (env, why) => {
  const conflict = demoConflict(env);
  if (why === undefined) expect(conflict).toBeUndefined();
  else expect(conflict).toMatch(why);
});

it("no service starts with the demo beside a Stripe account, and none says the key", () => {
  const start = () => readConfig({}, { DEMO: "1", STRIPE_SECRET_KEY: "sk_live_51abc" });
  expect(start).toThrow(/^configuration: DEMO=1 lets anybody in .* STRIPE_SECRET_KEY/);
  expect(start).not.toThrow(/51abc/);
  expect(readConfig({}, { DEMO: "0", STRIPE_SECRET_KEY: "sk_live_51abc" })).toEqual({});
});
